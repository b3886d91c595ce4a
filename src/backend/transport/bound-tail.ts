/**
 * Shell code for a `tail -f` that ends with this shell. Without it, `tail` would wait forever if the shell is killed by
 * SIGKILL and the file is removed. Sets `bound` to the option with which tail itself watches the shell's process. If
 * tail does not have the option (BusyBox, BSD), `bound` is empty; `leash PID...` then starts a process that kills the
 * processes with these ids once the shell has ended, and sets `leash` to its own id.
 */
export const boundTailScript = `
bound=--pid=$$ leash=
tail $bound -n 0 /dev/null >/dev/null 2>&1 || bound=
leash() { [ -z "$bound" ] || return 0
  ( while kill -0 $$ 2>/dev/null; do sleep 5; done; kill -9 "$@" ) </dev/null >/dev/null 2>&1 & leash=$!; }
`
