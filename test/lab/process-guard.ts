import { spawn } from 'node:child_process'

export interface ProcessGuard {
  /** Runs the script now, and waits for it. May be called twice. */
  end(): Promise<void>
}

/**
 * Ends the processes of a test also when the run is interrupted (Ctrl-C, SIGTERM, even SIGKILL): a shell in a
 * session of its own waits for the end of our pipe to it and then runs the script, whose `$1` is the directory.
 * Start the guard right after the directory is made, and before the first process that lives there.
 */
export function startProcessGuard(dir: string, script = END_INHABITANTS): ProcessGuard {
  const child = spawn('sh', ['-c', `unset TMUX; cat >/dev/null\n${script}`, 'process-guard', dir], {
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

/** Kills every process with the directory in its command line or environment, then removes the directory. */
const END_INHABITANTS = `
inhabitants() {
  ps axeww -o pid= -o args= | awk -v dir="$1" '!/process-guard|awk -v dir=/ && index($0, dir) { print $1 }'
}
n=0
while [ $n -lt 20 ]; do
  found=$(inhabitants "$1")
  [ -n "$found" ] || break
  kill -KILL $found
  n=$((n + 1))
  sleep 0.05
done
rm -rf "$1" || { sleep 0.5; rm -rf "$1"; }
`
