import { agentOf, SHELL } from '../agents/need.ts'
import { isReached } from '../hosts/link-text.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { sessionStatus } from '../sessions/status.ts'
import { paneOf } from '../targets/target.ts'
import { suggest } from '../text/suggest.ts'

/**
 * The states to wait for. `working` to `failed`: states of an agent. `finished`: the agent is idle after its work, or
 * its program has ended successfully. `ended`: the program or session has ended. `active`: the session has had output
 * within the last minute; `quiet`: it has not.
 */
export const WAIT_STATES = [
  'working',
  'waiting',
  'idle',
  'done',
  'finished',
  'failed',
  'ended',
  'active',
  'quiet',
] as const
export type WaitState = (typeof WAIT_STATES)[number]

/** Parses `waiting,failed` or `state=waiting,failed`; a Failure names the unknown state. */
export function readWaitStates(text: string): readonly WaitState[] | Failure {
  const names = text.replace(/^state=/, '').split(',')
  const states = names.map(name => WAIT_STATES.find(each => each === name))
  const known = states.filter(each => each !== undefined)
  if (known.length === names.length) return known
  const wrong = names[states.indexOf(undefined)] ?? ''
  const near = suggest(wrong, WAIT_STATES)
  return makeFailure({
    kind: 'usage',
    what: `Unknown state ${JSON.stringify(wrong)}.`,
    hint: near ? `Did you mean ${near}?` : `States are ${WAIT_STATES.join(', ')}.`,
  })
}

/** The current states of a pane, of which it may have several; empty while the pane's host is not connected. */
export function statesOf(state: State, target: Target): readonly WaitState[] {
  const host = state.hosts.get(target.host)
  if (!host || !isReached(host) || host.server.state === 'unknown') return []
  const found = paneOf(state, target)
  if (!found) return ['ended']
  const { session, pane } = found
  if (pane.dead) return endStates(pane.dead.code)
  const agent = agentOf(host, pane)
  const status = sessionStatus(host, session, state.now).state
  const does = agent && agent.agent !== SHELL && agent.state !== 'unknown' ? [agent.state] : []
  const rests = does.some(each => each === 'idle' || each === 'done')
  return [
    ...does,
    ...(rests ? (['finished'] as const) : []),
    ...(status === 'active' || status === 'quiet' ? [status] : []),
  ]
}

function endStates(code: number | undefined): readonly WaitState[] {
  if (code === undefined) return ['ended']
  return code === 0 ? ['ended', 'done', 'finished'] : ['ended', 'failed']
}
