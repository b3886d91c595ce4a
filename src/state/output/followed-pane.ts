import { serverKey } from '../hosts/host.ts'
import { isReached } from '../hosts/link-text.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { Output } from '../model/live-pane.ts'
import { type Handlers, type Step, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { NamedSession, Target } from '../model/target.ts'
import { paneOf, sameTarget } from '../targets/target.ts'
import { withoutBlankEnd } from '../text/lines.ts'

export const NOTHING_FOLLOWED: Output = {
  target: null,
  session: null,
  screen: null,
  since: 0,
  isVisible: true,
}

/** The reducers of the followed pane, which never changes to another pane without a request. */
export const output: Handlers = {
  follow: (state, { target }) => follow(state, target),

  'read-scrollback': (state, { lines, joined }) => readScrollback(state, lines, joined),
  history: (state, { target, lines, above }) =>
    step(
      state.output.scrollback === null && sameTarget(target, state.output.target)
        ? change(state, { scrollback: { lines: withoutBlankEnd(lines), above } })
        : state,
    ),

  screen: (state, { target, screen }) =>
    step(
      state.output.failure || !sameTarget(target, state.output.target)
        ? state
        : change(state, { screen }),
    ),

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

/**
 * Follows only this pane. With null, or if the pane is gone, follows none. The pane of fleetmux itself gets a failure
 * instead of a screen, because it would show itself endlessly.
 */
export function follow(state: State, target: Target | null): Step {
  const nothing = { ...NOTHING_FOLLOWED, isVisible: state.output.isVisible }
  const found = target && paneOf(state, target)
  if (!target || !found)
    return step({ ...state, output: nothing }, { type: 'follow', target: null })
  const session = nameOf(target.host, found.session)
  const next = { ...nothing, target, session, since: state.now }
  if (found.pane.ours) {
    return step({ ...state, output: { ...next, failure: OURS } }, { type: 'follow', target: null })
  }
  const followed = { ...state, output: next }
  // For a host that is not connected, `comeBack` returns the command `follow` once the host is connected.
  return isReached(found.host) ? step(followed, { type: 'follow', target }) : step(followed)
}

const OURS: Failure = makeFailure({
  kind: 'refused',
  what: 'fleetmux itself runs in this pane.',
  hint: 'fleetmux lists its own pane, but does not show it, type into it or end it.',
})

function readScrollback(state: State, lines: number, joined = false): Step {
  const { target, screen } = state.output
  if (!target || !screen) return step(state)
  // Without scrollback, the known screen is all that the pane has, so no request to the host is needed.
  if (screen.history === 0 && !joined)
    return step(change(state, { scrollback: { lines: withoutBlankEnd(screen.lines), above: 0 } }))
  return step(change(state, { scrollback: null }), {
    type: 'history',
    target,
    lines,
    ...(joined && { joined }),
  })
}

function change(state: State, to: Partial<Output>): State {
  return { ...state, output: { ...state.output, ...to } }
}

function concerns(state: State, host: string): boolean {
  return state.output.target?.host === host
}

/** Called when a host's sessions have changed: checks whether the followed pane is gone or its session was renamed. */
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
  const note = `Session ${session.name} was renamed to ${found.session.name}.`
  return step(change(state, { session: nameOf(target.host, found.session), note }))
}

function goneFailure(state: State, target: Target, session: NamedSession): Failure {
  const host = state.hosts.get(target.host)
  const hint = 'To follow another session, select it and press Enter.'
  const because = (what: string): Failure =>
    makeFailure({ kind: 'lost', host: target.host, what, hint })
  if (!host) return because(`${target.host} was removed from the fleet.`)
  if (serverKey(host) === '') return because('The tmux server has ended.')
  if (serverKey(host) !== target.server) return because('The tmux server was restarted.')
  const known = host.sessions.get(session.session)
  return known
    ? because(`The pane that was followed in ${known.name} has closed.`)
    : because(`Session ${session.name} has ended.`)
}

/** Called when the host is connected again: follows the pane again if it still exists. */
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
