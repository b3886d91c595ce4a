import { sentence } from './failure.ts'
import type { Entry, State } from './model.ts'
import { type Handlers, step } from './step.ts'

const KEPT = 500

/** What happened, for those who ask later. */
export const log: Handlers = {
  failed: (state, { failure, ref }, at) =>
    step(note(state, { at, tone: 'bad', text: sentence(failure), failure, ...(ref && { ref }) })),
  did: (state, { text, ref }, at) =>
    step(note(state, { at, tone: 'good', text, ...(ref && { ref }) })),
  warned: (state, { text, ref }, at) =>
    step(note(state, { at, tone: 'info', text, ...(ref && { ref }) })),
  started: (state, { ref, host, session, name }, at) =>
    step(
      note(state, {
        at,
        tone: 'good',
        text: `Started ${name} on ${host}.`,
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
            failure: link.failure,
          }),
        )
      : step(state),
}

export function note(state: State, entry: Entry): State {
  return { ...state, log: [...state.log.slice(1 - KEPT), entry] }
}

/** A host that stays down says the same at every attempt; once is enough. */
function noteOnce(state: State, entry: Entry): State {
  return state.log.some(known => known.text === entry.text && entry.at - known.at < 600_000)
    ? state
    : note(state, entry)
}
