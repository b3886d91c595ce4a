/** Events that are kept for readers that come back. */
const KEPT = 1000

/** An event with the id by which a reader says where it stopped. */
export interface RingEvent {
  readonly id: string
  /** One JSON document. */
  readonly data: string
}

/** The newest events of one kind, and who listens to them. */
export interface EventRing {
  add(data: unknown): void
  /** Those after the event with that id; null: it is not kept any more, or is of an earlier run of the server. */
  after(id: string): readonly RingEvent[] | null
  readonly newest: readonly RingEvent[]
  /** The id of the last event, and the one before the first that is kept, whether these ever were or not. */
  readonly last: string
  readonly beforeKept: string
  listen(listener: (event: RingEvent) => void): () => void
}

/** `run`: a name of this run of the server, so that ids of an earlier one are known as such. */
export function createEventRing(run: string): EventRing {
  let events: RingEvent[] = []
  let last = 0
  const listeners = new Set<(event: RingEvent) => void>()

  return {
    get newest() {
      return events
    },
    get last() {
      return `${run}-${last}`
    },
    get beforeKept() {
      return `${run}-${last - events.length}`
    },
    add(data) {
      const event = { id: `${run}-${++last}`, data: JSON.stringify(data) }
      // Twice as many before it is cut: cutting costs as much as is kept.
      if (events.length >= 2 * KEPT) events = events.slice(-KEPT)
      events.push(event)
      for (const listener of [...listeners]) listener(event)
    },
    after(id) {
      const number = id.startsWith(`${run}-`) ? Number(id.slice(run.length + 1)) : Number.NaN
      const first = last - events.length
      return number >= first && number <= last ? events.slice(number - first) : null
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
