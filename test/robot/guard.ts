import { spawn } from 'node:child_process'

/**
 * Takes a robot's directory down with all that lives in it, also when the test run itself is SIGKILLed:
 * a shell of its own that waits for the end of our pipe to it.
 */
export function startGuard(dir: string): { end(): Promise<void> } {
  const child = spawn('sh', ['-c', script, 'robot-guard', dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const gone = new Promise<void>(resolve =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  )
  child.unref()
  return {
    end() {
      child.ref()
      child.stdin.end()
      return gone
    },
  }
}

/** The terminal with the program in it, this machine's server, and the masters, which stay warm on purpose. */
const script = `
unset TMUX
cat >/dev/null
for s in "$1/terminal" "$1"/here/tmux-*/*; do
  [ -S "$s" ] && pids="$pids $(timeout 5 tmux -S "$s" display-message -p '#{pid}') " && timeout 5 tmux -S "$s" kill-server
done
for s in $(find "$1/run" -type s); do timeout 5 ssh -o ControlPath="$s" -O exit any; done
n=0
while [ $n -lt 100 ] && ps -o stat= -p "$(echo $pids | tr ' ' ,)" | grep -qv '^Z'; do sleep 0.05; n=$((n+1)); done
rm -rf "$1" || { sleep 0.5; rm -rf "$1"; }
`
