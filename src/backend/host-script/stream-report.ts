import { isId } from '../tmux/number.ts'
import { readPrinted } from '../tmux/printed-text.ts'

/** What the host script reports about a stream client, the tmux client that reports the output of a session. */
export type StreamReport =
  /** The tmux client that reports the session's output has started. tmux calls it `client-PID`. */
  | { readonly type: 'streaming'; readonly tag: string; readonly pid: number }
  | Wake
  | { readonly type: 'pause'; readonly tag: string; readonly pane: string }
  | { readonly type: 'gone'; readonly tag: string }

/** A pane has printed. `printed`: what it printed, if that is a short text (see `readPrinted`). */
interface Wake {
  readonly type: 'wake'
  readonly tag: string
  readonly pane: string
  readonly printed?: string
}

/**
 * Parses one message of the host script, without the nonce (a random text) at its start; null: it is no report about a
 * stream.
 */
export function readStreamReport(record: string): StreamReport | null {
  const [word, tag = '', rest = ''] = record.trimEnd().split(' ')
  if (!TAG.test(tag)) return null
  if (word === 'gone') return { type: 'gone', tag }
  if (word === 'streaming' && NUMBER.test(rest))
    return { type: 'streaming', tag, pid: Number(rest) }
  if (!isId(rest, '%')) return null
  if (word === 'pause') return { type: word, tag, pane: rest }
  return word === 'wake' ? wake(tag, rest, record.trimEnd()) : null
}

function wake(tag: string, pane: string, record: string): Wake {
  const [, reported = ''] = PRINTED.exec(record) ?? []
  const printed = readPrinted(reported)
  return { type: 'wake', tag, pane, ...(printed !== null && { printed }) }
}

const NUMBER = /^\d{1,15}$/
const TAG = /^[0-9A-Za-z]{1,32}$/
/**
 * The line `wake TAG PANE TEXT|`, by which the host script reports that a pane has printed TEXT. The `|` marks the end
 * of TEXT, which may end with spaces.
 */
const PRINTED = /^wake \S+ \S+ (.{1,100})\|$/s
