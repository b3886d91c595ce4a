import type { Command } from '../../state/command.ts'
import type { Event } from '../../state/event.ts'
import type { TmuxClient } from './client.ts'
import { toScreen } from './follow.ts'
import { toLines } from './screen.ts'
import { captureHistory } from './word.ts'

/** Scrollback and screen of a pane, oldest line first, and how much more tmux holds above. */
export async function readHistory(
  client: TmuxClient,
  { target, lines }: Extract<Command, { type: 'history' }>,
): Promise<Event> {
  const [facts, bytes] = await client.ask(captureHistory(target.pane, lines, client.pushed))
  const { history } = toScreen(facts, [])
  const read = toLines(bytes ?? Buffer.alloc(0))
  // Not counted from what came: an empty last row may not be there.
  const above = lines === 'all' ? 0 : Math.max(0, history - lines)
  return { type: 'history', target, lines: read, above }
}
