import type { Fleet } from '../../state/fleet-handle.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { WrittenTarget } from '../../state/model/target.ts'
import { type Found, find } from '../../state/targets/target.ts'
import { suggest } from '../../state/text/suggest.ts'
import { placeOf } from '../args/host-arguments.ts'
import type { Call } from '../command/command.ts'
import { connect, limitOf, type ReachedHost } from '../connect/connect.ts'

export interface ResolvedTarget extends Found {
  readonly fleet: Fleet
  /** The name of the session, as `host/session`. */
  readonly name: string
  /** Timeout of each step on the host, in milliseconds. */
  readonly limit: number
}

/** Resolves a target to exactly one pane. @throws FailureError if it does not exist or cannot be reached. */
export async function resolveTarget(call: Call, text: string): Promise<ResolvedTarget> {
  const asked = placeOf(call.flags, text).written
  const fleet = await call.open([asked.host])
  const written = { ...asked, host: fleet.nameOf(asked.host) }
  const limit = limitOf(call, fleet)
  const { failure, host } = await connect(fleet, written.host, limit)
  const unheard = whyUnheard({ failure, host }, written)
  if (unheard) throw new FailureError(unheard)
  const found = find(fleet.store.getState(), written)
  if ('kind' in found) throw new FailureError(withSuggestion(found, fleet, written))
  return { ...found, fleet, limit, name: `${written.host}/${found.session.name}` }
}

/**
 * Why a target's host cannot be asked for its sessions; null if it can. The message names the target as the user has
 * written it.
 */
export function whyUnheard(
  { failure, host }: Pick<ReachedHost, 'failure' | 'host'>,
  written: WrittenTarget,
): Failure | null {
  if (failure) return unknownHost(failure, written)
  return host.server.state === 'no-tmux' ? noTmux(written.host) : null
}

/** Connects to a host. @throws FailureError if the host cannot be reached or has no tmux. */
export async function connectTmux(fleet: Fleet, host: string, limit: number): Promise<void> {
  const reached = await connect(fleet, host, limit)
  if (reached.failure) throw new FailureError(reached.failure)
  if (reached.host.server.state === 'no-tmux') throw new FailureError(noTmux(host))
}

function noTmux(host: string): Failure {
  const there = host === THIS_MACHINE ? 'this machine' : 'the host'
  return makeFailure({
    kind: 'remote',
    host,
    what: `tmux is not installed on ${there}.`,
    hint: `Install tmux on ${there}, for example with \`apt install tmux\`.`,
  })
}

/** If the host does not resolve, adds a hint: `feature/x` may be meant as a session name, not as host and session. */
function unknownHost(failure: Failure, { host, ...rest }: WrittenTarget): Failure {
  if (host === THIS_MACHINE || !/resolve/i.test(failure.why ?? '')) return failure
  const { session, window, pane } = rest
  const place = [window, pane].filter(part => part !== undefined).join('.')
  const text = `${host}/${session}${place && `:${place}`}`
  const here = `If you mean a session of this machine called ${text}, write ${THIS_MACHINE}/${text}.`
  return makeFailure({ ...failure, hint: `${failure.hint ?? ''} ${here}`.trim() })
}

/** Adds a suggestion if a session name is misspelt, or if it is the name of a host. */
export function withSuggestion(
  failure: Failure,
  { store, hosts }: Pick<Fleet, 'store' | 'hosts'>,
  { host, session }: WrittenTarget,
): Failure {
  const sessions = store.getState().hosts.get(host)?.sessions.values() ?? []
  const known: readonly string[] = [...sessions].map(each => each.name)
  if (failure.kind !== 'missing' || known.includes(session)) return failure
  const near = suggest(session, known)
  const isHost = hosts.some(({ name }) => name === session)
  const slash = isHost && `${session} is a host: write ${session}/SESSION.`
  const ask = near ? `Did you mean ${host}/${near}?` : slash
  return ask ? makeFailure({ ...failure, hint: `${ask} ${failure.hint ?? ''}`.trim() }) : failure
}
