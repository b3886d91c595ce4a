import { FailureError } from '../../model/failure.ts'

/**
 * The position of an event in the two streams of its run: bytes of stdout and stderr up to the end of its line, and the
 * event's number within the line. `1834.2-57`: the third event of the stdout line that ends at byte 1834, after 57
 * bytes of stderr; `1834-57.0`: the first event of the stderr line that ends at byte 57. The part with the dot
 * identifies the event; the other part says how much of the other stream its reader had read.
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
 * Whether an event comes after the event with this id. Events of stdout are compared by their positions in stdout,
 * events of stderr by their positions in stderr. Without an id, all events do.
 * @throws FailureError (`usage`) if the text is not an event id.
 */
export function isAfter(id: string | undefined): (event: { readonly id: string }) => boolean {
  if (id === undefined) return () => true
  const from = readPlace(id)
  if (!from)
    throw new FailureError({
      kind: 'usage',
      what: `${JSON.stringify(id)} is not the id of an event.`,
      hint: 'Every event of a run has its id in the field `id`.',
    })
  return event => {
    const at = readPlace(event.id)
    if (!at) return true
    const [mine, theirs] = at.isOut ? [at.out, from.out] : [at.err, from.err]
    if (mine !== theirs) return mine > theirs
    return at.isOut === from.isOut && at.nth > from.nth
  }
}

/** The number of bytes of stdout that had been read when the event with this id was made. */
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
