import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/**
 * Ends all that lives in the demo's directory, then removes it. It is sh because three need it:
 * the last breath of this process (no await there), the guard that outlives it, and close().
 * TMUX_TMPDIR names our random directory, so no process of anyone else can match.
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

/** Resolves when nothing of the demo in `place` is left. */
export async function sweep(place: string): Promise<void> {
  await once(
    spawn('sh', ['-c', SWEEP, 'sweep', place], { env: plainEnv(), stdio: 'ignore' }),
    'close',
  )
}

/** The same for exit handlers: it blocks. */
export function sweepSync(place: string): void {
  spawnSync('sh', ['-c', SWEEP, 'sweep', place], { env: plainEnv(), stdio: 'ignore' })
}

/** A process that sleeps until this one is gone, however it went (SIGKILL too), then sweeps. */
export function guard(place: string): ChildProcess {
  const wait = `trap "" HUP INT TERM; while read -r _; do :; done; ${SWEEP}`
  const child = spawn('sh', ['-c', wait, 'fleetmux-guard', place], {
    env: plainEnv(),
    // Its own session: the terminal's ^C and hangup are not for it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // It must not keep this process alive, nor does its end concern anyone.
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  return child
}

function plainEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: '/' }
}
