import type { EventBody } from '../../event.ts'

/**
 * Maximum length of `accumulated` (the message so far) in a delta event, in characters. Later events of the message
 * have only the new piece of the text.
 */
const MOST = 16_384

/**
 * Events for text that an agent sends in pieces. The first piece opens a message; anything but a piece of the same kind
 * closes it.
 */
export interface Spoken {
  /** Adds a piece of an answer or of thinking. */
  add(kind: SpokenKind, delta: string): EventBody[]
  /** Adds a complete text, if the agent sends no pieces. */
  whole(kind: SpokenKind, text: string): EventBody[]
  /** Closes the open message. `text`: the complete text, if the agent reports it. */
  stop(text?: string): EventBody[]
  /** The kind of the message whose pieces are arriving; null: there is none. */
  open(): SpokenKind | null
  /** The last completed answer. */
  last(): string
}

export type SpokenKind = 'message' | 'thinking'

export function createSpoken(): Spoken {
  let kind: SpokenKind | null = null
  let said = ''
  let last = ''

  function stop(text = said): EventBody[] {
    const closed = kind
    kind = null
    said = ''
    if (closed === null) return []
    if (closed === 'thinking') return [{ type: 'thinking_stop', thinking: text }]
    last = text
    return [{ type: 'message_stop', text }]
  }

  function add(next: SpokenKind, delta: string): EventBody[] {
    const before = kind === next ? [] : [...stop(), start(next)]
    kind = next
    said += delta
    const accumulated = said.length <= MOST ? { accumulated: said } : {}
    const type = next === 'message' ? 'text_delta' : 'thinking_delta'
    return delta === '' ? before : [...before, { type, delta, ...accumulated }]
  }

  return {
    add,
    whole: (next, text) => [...stop(), ...add(next, text), ...stop()],
    stop,
    open: () => kind,
    last: () => last,
  }
}

function start(kind: SpokenKind): EventBody {
  return { type: kind === 'message' ? 'message_start' : 'thinking_start' }
}
