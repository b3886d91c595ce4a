import { serverKey } from './hosts/host.ts'
import { NOTHING_FOLLOWED } from './initial.ts'
import { leave, withFresh } from './last-look.ts'
import { keep } from './lookback-buffer.ts'
import { type Failure, makeFailure } from './model/failure.ts'
import type { Output, Screen } from './model/live-pane.ts'
import type { State } from './model/state.ts'
import type { NamedSession, Target } from './model/target.ts'
import { rewinding } from './rewind.ts'
import { live, scroll, scrolling } from './scrollback.ts'
import { isReached } from './sessions/status.ts'
import { paneOf, sameTarget } from './sessions/target.ts'
import { type Handlers, type Step, step } from './step.ts'

/** The followed pane: what it shows, and what became of it. It never turns into another by itself. */
export const output: Handlers = {
  ...scrolling,
  ...rewinding,

  follow(state, { target, up }) {
    const followed = follow(state, target)
    return up ? { ...followed, state: change(followed.state, { up }) } : followed
  },
  // Who types wants to see what comes of it.
  keys: state => step(live(state)),
  send: state => step(live(state)),

  screen: (state, { target, screen }, at) =>
    state.output.failure || !sameTarget(target, state.output.target)
      ? step(state)
      : arrive(state, screen, at),

  unfollowed: (state, { target, failure }) =>
    state.output.failure || !sameTarget(target, state.output.target)
      ? step(state)
      : step(change(state, { failure })),

  sessions: (state, { host }) => (concerns(state, host) ? lookAfter(state) : step(state)),
  server: (state, { host }) => (concerns(state, host) ? lookAfter(state) : step(state)),
  configured: state => (state.output.target ? lookAfter(state) : step(state)),

  link: (state, { host }, at) =>
    concerns(state, host) && state.hosts.get(host)?.link.since === at
      ? comeBack(state)
      : step(state),
}

/** Watches this pane from now on, and no other; fleetmux itself is refused, it would watch itself watching. */
export function follow(before: State, target: Target | null): Step {
  const state = sameTarget(target, before.output.target) ? before : leave(before)
  const found = target && paneOf(state, target)
  if (!target || !found)
    return step({ ...state, output: NOTHING_FOLLOWED }, { type: 'follow', target: null })
  const session = nameOf(target.host, found.session)
  const next = { ...NOTHING_FOLLOWED, target, session, since: state.now }
  if (found.pane.ours) {
    return step({ ...state, output: { ...next, failure: OURS } }, { type: 'follow', target: null })
  }
  const followed = { ...state, output: next }
  // A host that is not connected: `comeBack` asks as soon as it is.
  return isReached(found.host) ? step(followed, { type: 'follow', target }) : step(followed)
}

const OURS: Failure = makeFailure({
  kind: 'refused',
  what: 'fleetmux itself runs in this pane.',
  now: 'It is listed, never watched, typed into or ended.',
})

function arrive(before: State, screen: Screen, at: number): Step {
  const ring = keep(before.output.ring, screen, at)
  const next = change(before, { screen, ring })
  const state = before.output.screen ? next : withFresh(next)
  const { up, ...output } = state.output
  // It is the first one, and somebody wanted to look back in it.
  return up ? scroll({ ...state, output }, up) : step(state)
}

function change(state: State, to: Partial<Output>): State {
  return { ...state, output: { ...state.output, ...to } }
}

function concerns(state: State, host: string): boolean {
  return state.output.target?.host === host
}

/** Tells what became of the followed pane when the list of its host has changed. */
function lookAfter(state: State): Step {
  const { target, session, failure } = state.output
  if (!target || !session || failure) return step(state)
  const found = paneOf(state, target)
  if (!found) {
    return step(change(state, { failure: goneFailure(state, target, session) }), {
      type: 'follow',
      target: null,
    })
  }
  if (found.session.name === session.name) return step(state)
  const note = `Session ${session.name} is called ${found.session.name} now.`
  return step(change(state, { session: nameOf(target.host, found.session), note }))
}

function goneFailure(state: State, target: Target, session: NamedSession): Failure {
  const host = state.hosts.get(target.host)
  const now = 'Enter on a session follows that one.'
  const because = (what: string): Failure =>
    makeFailure({ kind: 'lost', host: target.host, what, now })
  if (!host) return because(`${target.host} is not in the fleet any more.`)
  if (serverKey(host) === '') return because('The tmux server has ended.')
  if (serverKey(host) !== target.server) return because('The tmux server was started anew.')
  const known = host.sessions.get(session.session)
  return known
    ? because(`The pane that was followed in ${known.name} has closed.`)
    : because(`Session ${session.name} has ended.`)
}

/** The link is up again: what was followed is followed on, when it is still the same. */
function comeBack(state: State): Step {
  const { target, failure } = state.output
  const found = target && paneOf(state, target)
  if (!found || !isReached(found.host) || found.pane.ours) return step(state)
  const passing =
    !failure || failure.kind === 'unreachable' || failure.kind === 'late' || failure.kind === 'lost'
  if (!passing) return step(state)
  return step(change(state, { failure: undefined }), { type: 'follow', target })
}

function nameOf(
  host: string,
  session: { readonly id: string; readonly name: string },
): NamedSession {
  return { host, session: session.id, name: session.name }
}
