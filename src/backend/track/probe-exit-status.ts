import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { paneOfRecord } from '../../state/tracked/ended.ts'
import { delay } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { stir } from '../tmux/command.ts'

/** How often it is asked, and milliseconds between two times. */
const LOOKS = 10
const PACE = 200

/**
 * Looks how a program ended of which tmux only knows that it did: 3.3 misses such news until it hears of
 * another end. What it then tells stands in the state. Resolves with whether it can be known at all: one whose
 * process is gone, and that tmux still cannot tell of, ended by a signal before tmux 3.3.
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

/** A program may close its terminal and go on: that is no end. */
async function lives(link: Connection, pid: number): Promise<boolean> {
  const { code } = await link.transport.run(['ps', '-p', String(pid)])
  return code === 0
}
