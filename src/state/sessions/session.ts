import { whyAsks } from '../agents/asking.ts'
import { noSuchHost, serverKey } from '../hosts/host.ts'
import { refuse } from '../log/log.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { Host, Session } from '../model/fleet.ts'
import type { Intent } from '../model/messages/intent.ts'
import { type Handlers, type Step, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { paneOf } from '../targets/target.ts'

/** The reducers of requests about sessions: they check a request against the state, then pass it on or refuse it. */
export const sessions: Handlers = {
  send: (state, intent) =>
    ifAllowed(state, mayType(state, intent.target) ?? whyNoLine(state, intent), intent),
  keys: (state, intent) => ifAllowed(state, mayType(state, intent.target), intent),
  attach: (state, intent) => ifAllowed(state, mayAttach(state, intent.target), intent),
  new: (state, { type: _, ...asked }) =>
    ifAllowed(state, mayStart(state, asked.host), { type: 'new-session', ...asked }),
  kill: (state, { type: _, ...asked }) =>
    ifAllowed(state, mayKill(state, asked), { type: 'kill-session', ...asked }),
  'edit-text': (state, { text }) => step(state, { type: 'edit-text', text }),
  quit: state => step(state, { type: 'quit' }),
}

function ifAllowed(state: State, failure: Failure | null, command: Step['commands'][number]): Step {
  return failure ? step(refuse(state, failure, refOf(command))) : step(state, command)
}

/** Refuses a text for an agent that asks a question, unless it is sent as an answer. */
function whyNoLine(state: State, { target, answer }: Extract<Intent, { type: 'send' }>) {
  return answer ? null : whyAsks(state, target)
}

function refOf(command: Step['commands'][number]): string | undefined {
  return 'ref' in command ? command.ref : undefined
}

/** Why input to this pane is refused; null: it is allowed. */
export function mayType(state: State, target: Target): Failure | null {
  const found = paneOf(state, target)
  if (!found) return gone(target.host)
  if (found.pane.ours)
    return refusal(target.host, 'This pane runs fleetmux itself, so it accepts no input.')
  if (found.pane.dead)
    return refusal(
      target.host,
      `The program in ${found.session.name} has ended, so it accepts no input.`,
    )
  return mayReach(found.host)
}

export function mayAttach(state: State, target: Target): Failure | null {
  const found = paneOf(state, target)
  if (!found) return gone(target.host)
  if (isOurs(found.session))
    return refusal(target.host, 'You are already in this session: fleetmux runs in it.')
  return mayReach(found.host)
}

export function mayKill(
  state: State,
  asked: Pick<Extract<Intent, { type: 'kill' }>, 'host' | 'server' | 'session' | 'name'>,
): Failure | null {
  const host = state.hosts.get(asked.host)
  if (!host) return noSuchHost(asked.host)
  const session = serverKey(host) === asked.server ? host.sessions.get(asked.session) : undefined
  if (!session) return gone(asked.host, asked.name)
  if (session.name !== asked.name) {
    const what = `Session ${asked.name} was renamed to ${session.name}, so it was not ended.`
    return refusal(asked.host, what)
  }
  if (isOurs(session)) {
    return refusal(asked.host, 'fleetmux itself runs in this session.', 'To end it, quit fleetmux.')
  }
  return mayReach(host)
}

export function mayStart(state: State, name: string): Failure | null {
  const host = state.hosts.get(name)
  if (!host) return noSuchHost(name)
  if (host.server.state === 'no-tmux') {
    return refusal(name, 'tmux is not installed on this host.', 'Install tmux on the host.')
  }
  return mayReach(host)
}

/** Whether fleetmux runs in a pane of this session. */
export function isOurs(session: Session): boolean {
  return session.panes.some(pane => pane.ours)
}

/** Why the host cannot take commands now; null: it can. */
export function mayReach(host: Host): Failure | null {
  const { state, failure } = host.link
  if (state === 'up' || state === 'slow') return null
  if (failure) return { ...failure, host: host.config.name }
  return makeFailure({
    kind: 'unreachable',
    host: host.config.name,
    namesHost: true,
    what: `${host.config.name} is not connected${state === 'connecting' ? ' yet' : ''}.`,
    hint:
      state === 'connecting'
        ? 'Try again when the host is connected.'
        : 'To connect now, select the host on the screen and press r.',
  })
}

function gone(host: string, name?: string): Failure {
  return makeFailure({
    kind: 'missing',
    host,
    what: name ? `Session ${name} no longer exists.` : 'The pane no longer exists.',
    hint: `\`fleetmux ls --host ${host}\` lists the sessions that exist.`,
  })
}

function refusal(host: string, what: string, hint?: string): Failure {
  return makeFailure({ kind: 'refused', host, what, ...(hint && { hint }) })
}
