import { refuse } from '../log/log.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import { type Handlers, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { PoolEntry } from '../model/tracked-session.ts'
import { hostMachine } from './machine-of-host.ts'
/** The reducers of decisions on whether machines of the pool get further sessions. */
export const cordonDecisions: Handlers = {
  duty: (state, asked) => {
    const entry = entryOf(state, asked.host)
    return entry
      ? step(state, { ...asked, entry })
      : step(refuse(state, notPooled(asked.host), asked.ref))
  },
}

/** The pool entry of a host. A configured host has an entry in the state file only after a session has run on it. */
function entryOf({ registry, hosts }: State, name: string): PoolEntry | null {
  const known = registry?.pool.get(name)
  if (known) return known
  const host = hosts.get(name)
  const machine = host && hostMachine(host.config, 'unknown')
  if (!machine || machine.capacity === null) return null
  const { size, region, capacity, createdAt } = machine
  return { name, size, region, capacity, active: [], createdAt }
}

function notPooled(host: string): Failure {
  return makeFailure({
    kind: 'missing',
    namesHost: true,
    what: `${host} is not a machine of the pool.`,
    hint: '`fleetmux pool` lists the machines of the pool. A configured host joins the pool if it has a tier or a capacity: `fleetmux hosts edit HOST --capacity 2`.',
  })
}
