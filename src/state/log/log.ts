import { type Failure, sentence } from '../model/failure.ts'
import type { Entry } from '../model/log-entry.ts'
import type { About } from '../model/messages/event.ts'
import { type Handlers, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import { paneOf } from '../targets/target.ts'
import { clean, says } from '../text/clean.ts'

const KEPT = 500

export const log: Handlers = {
  failed: (state, { failure, ref, about }, at) =>
    step(
      note(state, {
        at,
        tone: 'bad',
        text: sentence(failure),
        failure,
        ...(ref && { ref }),
        ...placeIn(state, about),
      }),
    ),
  did: (state, { text, ref, about, partial }, at) =>
    step(
      note(state, {
        at,
        tone: 'good',
        text: clean(text),
        ...(partial && { partial }),
        ...(ref && { ref }),
        ...placeIn(state, about),
      }),
    ),
  warned: (state, { text, ref }, at) =>
    step(note(state, { at, tone: 'info', text: clean(text), ...(ref && { ref }) })),
  started: (state, { ref, host, session, name }, at) =>
    step(
      note(state, {
        at,
        tone: 'good',
        text: says`Started ${name} on ${host}.`,
        session: { host, session, name },
        ...(ref && { ref }),
      }),
    ),
  link: (state, { host, link }, at) =>
    link.state === 'down' && link.failure
      ? step(
          noteOnce(state, {
            at,
            tone: 'bad',
            text: sentence({ ...link.failure, host }),
            failure: { ...link.failure, host },
          }),
        )
      : step(state),
}

export function note(state: State, entry: Entry): State {
  return { ...state, log: [...state.log.slice(1 - KEPT), entry] }
}

/** Logs why a request is refused. */
export function refuse(state: State, failure: Failure, ref?: string): State {
  const text = says`${failure.what}${failure.hint ? ` ${failure.hint}` : ''}`
  const entry = { at: state.now, tone: 'bad', text, failure, atOnce: true } as const
  return note(state, { ...entry, ...(ref && { ref }) })
}

/** The place that a log entry is about: the session with its current name, else the host. */
function placeIn(state: State, about: About | undefined): Pick<Entry, 'host' | 'session'> {
  if (!about) return {}
  if ('session' in about) return { session: about }
  const found = 'pane' in about ? paneOf(state, about)?.session : undefined
  if (!found) return { host: about.host }
  return { session: { host: about.host, session: found.id, name: found.name } }
}

/** Adds an entry unless the same text was logged in the last 10 minutes: a host that stays down repeats its failure. */
function noteOnce(state: State, entry: Entry): State {
  return state.log.some(known => known.text === entry.text && entry.at - known.at < 600_000)
    ? state
    : note(state, entry)
}
