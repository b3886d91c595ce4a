import { type Failure, FailureError } from '../state/failure.ts'
import { THIS_MACHINE } from '../state/model.ts'
import { closest } from '../state/near.ts'
import { type Found, find, parseTarget, type Written } from '../state/target.ts'
import type { Fleet } from '../state/world.ts'
import { usage } from './flag.ts'
import { limitOf, reach } from './reach.ts'
import type { Call } from './word.ts'

export interface Picked extends Found {
  readonly fleet: Fleet
  /** `host/session`, as it is called. */
  readonly name: string
  /** Milliseconds that a step there may take. */
  readonly limit: number
}

/** Resolves a target, once and exactly. @throws FailureError where there is no such thing, or no way to it. */
export async function pick(call: Call, text: string): Promise<Picked> {
  const written = parseTarget(text)
  if (written.session === '')
    throw usage(`${JSON.stringify(text)} names no session.`, 'Write host/session.')
  const fleet = await call.open([written.host])
  const limit = limitOf(call, fleet)
  const { failure, host } = await reach(fleet, written.host, limit)
  if (failure) throw new FailureError(unknownHost(failure, written, text))
  if (host.server.state === 'no-tmux') throw new FailureError(noTmux(written.host))
  const found = find(fleet.store.getState(), written)
  if ('kind' in found) throw new FailureError(meant(found, fleet, written))
  return { ...found, fleet, limit, name: `${written.host}/${found.session.name}` }
}

export function noTmux(host: string): Failure {
  return {
    kind: 'remote',
    host,
    what: 'There is no tmux on this host.',
    now: 'Install tmux there.',
  }
}

/** `feature/x` may have been meant as a session's name. */
function unknownHost(failure: Failure, { host }: Written, text: string): Failure {
  if (host === THIS_MACHINE || !/resolve/i.test(failure.why ?? '')) return failure
  const here = `A session of this machine called ${text} is written ${THIS_MACHINE}/${text}.`
  return { ...failure, now: `${failure.now ?? ''} ${here}`.trim() }
}

function meant(failure: Failure, { store }: Fleet, { host, session }: Written): Failure {
  const known = Object.values(store.getState().hosts[host]?.sessions ?? {}).map(each => each.name)
  if (failure.kind !== 'missing' || known.includes(session)) return failure
  const near = closest(session, known)
  return near
    ? { ...failure, now: `Did you mean ${host}/${near}? ${failure.now ?? ''}`.trim() }
    : failure
}
