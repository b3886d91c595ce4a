/** Number of events that are kept for readers that reconnect. */
const KEPT = 1000

/** An event with its id, from which a reader resumes. */
export interface RingEvent {
  readonly id: string
  /** The event as a JSON document. */
  readonly data: string
}

/** The newest events of one kind, and their listeners. */
export interface EventRing {
  add(data: unknown): void
  /**
   * The events after the event `id`; null if some of them are no longer kept, or if `id` is from an earlier run of the
   * server.
   */
  after(id: string): readonly RingEvent[] | null
  readonly newest: readonly RingEvent[]
  /** The id of the last event; before the first event, an id that precedes all events. */
  readonly last: string
  /** The id before the first kept event: a reader with this id gets all kept events. */
  readonly beforeKept: string
  listen(listener: (event: RingEvent) => void): () => void
}

/** `run` is a unique name of this run of the server, by which ids of earlier runs are recognised. */
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
      // Old events are dropped only at twice the size, since dropping them copies all kept events.
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
