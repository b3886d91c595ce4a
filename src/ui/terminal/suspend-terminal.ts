import type { useApp } from 'ink'
import type { Input } from './input.ts'
import type { Modes } from './modes.ts'

export interface HandOverOptions {
  readonly app: Promise<Pick<ReturnType<typeof useApp>, 'suspendTerminal'>>
  readonly input: Input
  readonly modes: Modes
  readonly mouse: () => boolean
  readonly hold: (on: boolean) => void
}

export interface HandOver {
  /** Suspends the screen while `run` uses the terminal, and restores the screen afterwards. */
  lend(run: () => Promise<void>): Promise<void>
  /** Stops fleetmux as ctrl-z does in a shell; `fg` resumes it. */
  suspend(): Promise<void>
}

/**
 * Time in milliseconds to wait until this process is stopped. It is not stopped if its parent is not a shell with job
 * control.
 */
const STOPPED = 200

export function createHandOver({ app, input, modes, mouse, hold }: HandOverOptions): HandOver {
  async function lend(run: () => Promise<void>): Promise<void> {
    const { suspendTerminal } = await app
    hold(true)
    input.stop()
    modes.give()
    try {
      await suspendTerminal(async () => {
        try {
          await run()
        } finally {
          input.start()
          await input.drain()
          modes.take(mouse())
        }
      })
    } finally {
      hold(false)
    }
  }

  return { lend, suspend: () => lend(stopHere) }
}

function stopHere(): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(end, STOPPED)
    function end(): void {
      clearTimeout(timer)
      process.off('SIGCONT', end)
      resolve()
    }
    process.once('SIGCONT', end)
    process.kill(0, 'SIGTSTP')
  })
}
