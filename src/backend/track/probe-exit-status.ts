import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { paneOfRecord } from '../../state/tracked/ended.ts'
import { delay } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { collectExitStatuses } from '../tmux/command.ts'

/** Maximum number of times that fleetmux checks whether tmux has the exit status of the dead pane. */
const LOOKS = 10
/** Interval between two checks for the exit status, in milliseconds. */
const PACE = 200

/**
 * Waits, at most `LOOKS` times `PACE`, for the exit status of a program that tmux reports as dead without a status:
 * tmux 3.3 notices some ends of programs only when another process of it ends. Resolves with `told` when tmux reports
 * the status, with `later` if the program still runs, and with `never` otherwise: before tmux 3.3, a program that was
 * ended by a signal never gets a status.
 */
export async function probeExitStatus(
  link: Connection,
  record: SessionRecord,
): Promise<'told' | 'never' | 'later'> {
  for (let look = 0; look < LOOKS; look++) {
    await link.client().ask(collectExitStatuses())
    const pane = paneOfRecord(await link.read(), record)
    if (!pane?.dead || pane.dead.code !== undefined) return 'told'
    if (look === LOOKS - 1) return (await lives(link, pane.pid)) ? 'later' : 'never'
    await delay(PACE)
  }
  return 'later'
}

/** Whether the process still runs. A program may close its terminal and still run. */
async function lives(link: Connection, pid: number): Promise<boolean> {
  const { code } = await link.transport.run(['ps', '-p', String(pid)])
  return code === 0
}
