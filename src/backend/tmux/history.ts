import { FailureError } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { TmuxClient } from './client.ts'
import { captureHistory } from './command.ts'
import { toScreen } from './live-pane.ts'
import { toLines } from './screen.ts'

/**
 * Maximum number of bytes of scrollback that one call returns, over any transport. A longer scrollback is an error if a
 * number of lines was requested; of `all` lines, the newest are returned.
 */
const MOST = 16 * 1024 * 1024

/** Reads scrollback and screen of a pane, oldest line first. `above` in the result: how many older lines tmux has. */
export async function readHistory(
  client: TmuxClient,
  { target, lines, joined }: Extract<Command, { type: 'history' }>,
): Promise<Event> {
  const [facts, bytes] = await client.ask(
    captureHistory(target.pane, lines, { spaces: client.pushed, joined }),
  )
  const { history } = toScreen(facts, [])
  const all = bytes ?? Buffer.alloc(0)
  if (lines !== 'all' && all.length > MOST) throw tooMuch(target.host, lines, all.length)
  const { kept, dropped } = newest(all)
  const read = toLines(kept)
  // `above`, the number of scrollback lines above the first line that is returned, is not computed from the number of
  // received lines, because tmux may leave out empty rows at the end.
  const above = lines === 'all' ? dropped : Math.max(0, history - lines)
  return { type: 'history', target, lines: read, above }
}

/** The last whole lines that fit into MOST bytes, and the number of lines before them. */
function newest(all: Buffer): { readonly kept: Buffer; readonly dropped: number } {
  if (all.length <= MOST) return { kept: all, dropped: 0 }
  const kept = all.subarray(all.indexOf('\n', all.length - MOST - 1) + 1)
  const before = all.subarray(0, all.length - kept.length)
  return { kept, dropped: before.reduce((sum, byte) => sum + (byte === NEW_LINE ? 1 : 0), 0) }
}

const NEW_LINE = 0x0a

function tooMuch(host: string, lines: number, length: number): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: `The last ${lines} lines of the pane are ${megabytes(length)} MB, and at most ${megabytes(MOST)} MB are read at once.`,
    hint: 'Ask for fewer lines.',
  })
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024)
}
