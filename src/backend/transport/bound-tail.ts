/**
 * Shell code for a `tail -f` that ends with this shell, even if the shell is killed by SIGKILL and the file is removed:
 * such a `tail` would wait forever. Sets `bound` to the option with which tail itself watches the shell's process. If
 * tail does not have the option (BusyBox, BSD), `bound` is empty, and `leash PID...` starts a process that ends these
 * processes after the shell, and sets `leash` to the id of the started process.
 */
export const boundTailScript = `
bound=--pid=$$ leash=
tail $bound -n 0 /dev/null >/dev/null 2>&1 || bound=
leash() { [ -z "$bound" ] || return 0
  ( while kill -0 $$ 2>/dev/null; do sleep 5; done; kill -9 "$@" ) </dev/null >/dev/null 2>&1 & leash=$!; }
`
