import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { paneOfRecord } from '../../state/tracked/ended.ts'
import { delay } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { stir } from '../tmux/command.ts'

/** Number of checks, and milliseconds between them. */
const LOOKS = 10
const PACE = 200

/**
 * Finds the exit status of a program that tmux reports only as dead: tmux 3.3 misses some until another process ends.
 * The state then has the status. Resolves with whether it can be known: before tmux 3.3, a program that was ended by a
 * signal never gets a status.
 */
export async function probeExitStatus(
  link: Connection,
  record: SessionRecord,
): Promise<'told' | 'never' | 'later'> {
  for (let look = 0; look < LOOKS; look++) {
    await link.client().ask(stir())
    const pane = paneOfRecord(await link.read(), record)
    if (!pane?.dead || pane.dead.code !== undefined) return 'told'
    if (look === LOOKS - 1) return (await lives(link, pane.pid)) ? 'later' : 'never'
    await delay(PACE)
  }
  return 'later'
}

/** A program may close its terminal and still run. */
async function lives(link: Connection, pid: number): Promise<boolean> {
  const { code } = await link.transport.run(['ps', '-p', String(pid)])
  return code === 0
}
