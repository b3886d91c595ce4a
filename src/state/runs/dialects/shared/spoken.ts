import type { EventBody } from '../../event.ts'

/** Characters up to which a delta repeats what came before it. */
const MOST = 16_384

/**
 * Words that an agent says piece by piece, as events: they are opened by their first piece and closed by whatever is
 * not a piece of the same kind.
 */
export interface Spoken {
  /** A piece of an answer, or of what the agent thinks. */
  add(kind: SpokenKind, delta: string): EventBody[]
  /** All of it at once, where the agent tells no pieces. */
  whole(kind: SpokenKind, text: string): EventBody[]
  /** Closes what is open. `text`: as the agent itself sums it up, where it does. */
  stop(text?: string): EventBody[]
  /** Which is open. */
  open(): SpokenKind | null
  /** The last answer that was closed. */
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
