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
  listen(listener: (event: RingEvent) => void): () => void
}

/** `run`: a name of this run of the server, so that ids of an earlier one are known as such. */
export function createEventRing(run: string): EventRing {
  let events: readonly RingEvent[] = []
  let last = 0
  const listeners = new Set<(event: RingEvent) => void>()
  const numberOf = (id: string) => Number(id.slice(id.lastIndexOf('-') + 1))

  return {
    get newest() {
      return events
    },
    add(data) {
      const event = { id: `${run}-${++last}`, data: JSON.stringify(data) }
      events = [...events.slice(1 - KEPT), event]
      for (const listener of [...listeners]) listener(event)
    },
    after(id) {
      const number = id.startsWith(`${run}-`) ? numberOf(id) : Number.NaN
      const first = numberOf(events[0]?.id ?? `${run}-${last + 1}`)
      if (!(number >= first - 1 && number <= last)) return null
      return events.filter(event => numberOf(event.id) > number)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
