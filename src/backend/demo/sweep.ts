import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/**
 * Ends all processes of the demo's directory, then removes the directory. A sh script, because it has three callers:
 * this process at exit, when it cannot await; the guard process, which outlives this process; and `close`. TMUX_TMPDIR
 * contains the demo's random directory name, so the script matches no other process.
 */
const SWEEP = `
for socket in "$1"/*/tmux-*/default; do
  [ -S "$socket" ] && tmux -S "$socket" kill-server 2>/dev/null
done
tries=0
while [ "$tries" -lt 100 ] && [ -d /proc/self ]; do
  left=$(grep -lsaF "TMUX_TMPDIR=$1/" /proc/[0-9]*/environ)
  [ -n "$left" ] || break
  for file in $left; do pid=\${file#/proc/}; kill -9 "\${pid%/environ}" 2>/dev/null; done
  tries=$((tries + 1))
  [ "$tries" -lt 3 ] || sleep 0.05
done
rm -rf "$1"
`

/** Resolves when all processes and files of the demo in `place` are removed. */
export async function sweep(place: string): Promise<void> {
  await once(
    spawn('sh', ['-c', SWEEP, 'sweep', place], { env: plainEnv(), stdio: 'ignore' }),
    'close',
  )
}

/** Removes all processes and files of the demo in `place`. Blocks until that is done, for exit handlers. */
export function sweepSync(place: string): void {
  spawnSync('sh', ['-c', SWEEP, 'sweep', place], { env: plainEnv(), stdio: 'ignore' })
}

/**
 * Starts a process that waits until this process has ended, even by SIGKILL, and then ends and removes the demo in
 * `place` (`SWEEP`).
 */
export function startGuard(place: string): ChildProcess {
  const wait = `trap "" HUP INT TERM; while read -r _; do :; done; ${SWEEP}`
  const child = spawn('sh', ['-c', wait, 'fleetmux-guard', place], {
    env: plainEnv(),
    // The guard process cleans up after this process. It gets a session of its own, so that neither Ctrl-C nor the
    // hangup of the terminal reaches it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // The guard process must not keep this process alive, so node does not wait for it.
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  return child
}

function plainEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: '/' }
}
