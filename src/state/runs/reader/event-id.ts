import { FailureError } from '../../model/failure.ts'

/**
 * Where an event stands in the two streams of its run: bytes of output and of errors until the end of the line that
 * told it, and which of that line's events it is. `1834.2-57`: the third event of the line of output that ends at byte
 * 1834, after 57 bytes of errors; `1834-57.0`: the first of the line of errors that ends at byte 57. The part with the
 * dot names the event; the other says how far its reader had read the other stream.
 */
interface Place {
  readonly out: number
  readonly err: number
  readonly nth: number
  readonly isOut: boolean
}

export function eventId({ out, err, nth, isOut }: Place): string {
  return isOut ? `${out}.${nth}-${err}` : `${out}-${err}.${nth}`
}

/**
 * Whether an event comes after the one with that id, each stream for itself; without an id all do.
 * @throws FailureError (`usage`) for what is no id.
 */
export function isAfter(id: string | undefined): (event: { readonly id: string }) => boolean {
  if (id === undefined) return () => true
  const from = readPlace(id)
  if (!from)
    throw new FailureError({
      kind: 'usage',
      what: `${JSON.stringify(id)} is not the id of an event.`,
      hint: 'Ids stand in the field `id` of every event of a run.',
    })
  return event => {
    const at = readPlace(event.id)
    if (!at) return true
    const [mine, theirs] = at.isOut ? [at.out, from.out] : [at.err, from.err]
    if (mine !== theirs) return mine > theirs
    return at.isOut === from.isOut && at.nth > from.nth
  }
}

/** Bytes of output that whoever has this event had read. */
export function outPlaceOf(id: string): number {
  return readPlace(id)?.out ?? 0
}

function readPlace(id: string): Place | null {
  const [, out, nthOut, err, nthErr] =
    /^(\d{1,15})(?:\.(\d{1,9}))?-(\d{1,15})(?:\.(\d{1,9}))?$/.exec(id) ?? []
  if (out === undefined || (nthOut === undefined) === (nthErr === undefined)) return null
  return {
    out: Number(out),
    err: Number(err),
    nth: Number(nthOut ?? nthErr),
    isOut: nthOut !== undefined,
  }
}
