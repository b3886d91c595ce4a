import { transportLabel } from '../../state/hosts/transport-label.ts'
import { transitionText } from '../../state/log/transition-entry.ts'
import type { Entry } from '../../state/model/log-entry.ts'
import type { State } from '../../state/model/state.ts'
import { timeOfDay } from '../../state/text/time-of-day.ts'
import { wrap } from '../../state/text/wrap.ts'

/**
 * What a log entry is about: a host, or one of its sessions by the name that the session had at the time of the entry.
 */
export interface EntrySubject {
  readonly host: string
  readonly session?: string
  readonly name?: string
}

/** The host or session that a log entry is about; null if the entry is about no host or about several. */
export function placeOf({ host, session, failure }: Entry): EntrySubject | null {
  if (session) return session
  const named = host ?? failure?.host
  return named === undefined ? null : { host: named }
}

/** The host or session of a log entry as text, such as `gpu1/api` or `gpu1`; empty if the entry has none. */
export function placeName(entry: Entry): string {
  const place = placeOf(entry)
  if (!place) return ''
  return place.name === undefined ? place.host : `${place.host}/${place.name}`
}

/** All searchable texts of a log entry. */
export function entryText(entry: Entry): string {
  const { why = '', hint = '', kind = '' } = entry.failure ?? {}
  return [timeOf(entry), entry.tone, placeName(entry), entry.text, kind, why, hint].join('\n')
}

/** The time of an entry, such as `17:04:59`, in this machine's time zone. */
export function timeOf({ at }: Entry): string {
  return timeOfDay(at)
}

/** The whole entry in lines of at most `columns` cells: when, where, what, why, and what to do. */
export function entryLines(state: State, entry: Entry, columns: number): readonly string[] {
  const { failure } = entry
  const rows: readonly (readonly [string, string])[] = [
    ['When', `${new Date(entry.at).toLocaleDateString('en-CA')} ${timeOf(entry)}`],
    ['Where', whereText(state, entry)],
    ['What', whatText(entry)],
    ['Why', failure?.why ?? ''],
    ['Now', failure?.hint ?? ''],
  ]
  const indent = ' '.repeat(LABEL)
  return rows.flatMap(([label, text]) => {
    if (text === '') return []
    const lines = wrap(text, Math.max(8, columns - LABEL))
    return lines.map((line, index) => (index === 0 ? label.padEnd(LABEL) : indent) + line)
  })
}

const LABEL = 7

function whatText({ failure, transition, text }: Entry): string {
  if (failure) return failure.what
  return transition ? transitionText(transition) : text
}

function whereText({ hosts }: State, entry: Entry): string {
  const place = placeOf(entry)
  if (!place) return ''
  const host = hosts.get(place.host)
  if (!host) return `${placeName(entry)}, which is no longer in the fleet`
  const kind = transportLabel(host.config)
  const isGone = place.session !== undefined && !host.sessions.get(place.session)
  return `${placeName(entry)}${kind && ` (${kind})`}${isGone ? ', which is gone' : ''}`
}
