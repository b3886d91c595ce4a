import pLimit from 'p-limit'
import { type Failure, FailureError, makeFailure, toFailure } from '../../state/model/failure.ts'
import type { Machine, ProviderName } from '../../state/pool/candidate.ts'
import type { NewMachine, ProvisionPlan } from '../../state/pool/provision-plan.ts'
import { AzlinError } from './azlin-error.ts'
import type { MachineRoute, Progress, Provider } from './provider.ts'

/** The machines of all providers: the configured hosts, and cloud machines. */
export interface Pool {
  /** Lists the machines. Never rejects: the failure of one provider does not hide the machines of others. */
  list(signal?: AbortSignal): Promise<Listing>

  /** The provider that would create machines; null: no provider creates machines. */
  maker(): ProviderName | null

  /**
   * Creates the planned machines, a few at a time. If one fails, the others continue, but after a quota failure no
   * further machine is started.
   */
  provision(
    plan: ProvisionPlan,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<CreatedMachine[]>

  /** Deletes a machine with all its data at its provider. Rejects with a FailureError. */
  remove(machine: Pick<Machine, 'name' | 'provider'>, signal?: AbortSignal): Promise<void>

  /** Opens the route to a machine: a direct connection, or a tunnel. Rejects with a FailureError. */
  toHost(machine: Machine, signal?: AbortSignal, progress?: Progress): Promise<MachineRoute>
}

export interface Listing {
  readonly machines: readonly Machine[]
  readonly failures: readonly Failure[]
}

/** One of the machines that `provision` was to create (`planned`), created or failed. */
export interface CreatedMachine {
  readonly planned: NewMachine
  readonly machine?: Machine
  readonly failure?: Failure
}

export interface PoolOptions {
  /**
   * The providers in order of preference. If several list the same name, the first one's machine is used. New machines
   * are created by the first provider that can create any.
   */
  readonly providers: readonly Provider[]
  /** Number of machines that are created at once. */
  readonly atOnce?: number
}

const INTERRUPTED: Failure = makeFailure({
  kind: 'refused',
  what: 'The creation of the machine was interrupted.',
  hint: 'The machine may exist in part and cost money: check with `azlin list --all`, and delete it with `azlin delete NAME --force`.',
})

export function createPool({ providers, atOnce = 4 }: PoolOptions): Pool {
  const maker = providers.find(each => each.makes) ?? providers[0]
  const of = (name: ProviderName) => {
    const provider = providers.find(each => each.name === name)
    if (provider) return provider
    throw new FailureError({ kind: 'missing', what: `The pool has no provider ${name}.` })
  }

  return {
    async list(signal) {
      const listed = await Promise.allSettled(providers.map(each => each.list(signal)))
      const all = listed.flatMap(each => (each.status === 'fulfilled' ? each.value : []))
      return {
        // If several providers list the same name, the first provider's machine is used.
        machines: all.filter((one, at) => all.findIndex(({ name }) => name === one.name) === at),
        failures: listed.flatMap(each =>
          each.status === 'rejected' ? [toFailure(each.reason)] : [],
        ),
      }
    },

    maker: () => (maker?.makes ? maker.name : null),

    async provision({ machines }, signal, progress) {
      const limit = pLimit(atOnce)
      let exhausted: unknown
      const make = async (planned: NewMachine): Promise<CreatedMachine> => {
        try {
          signal?.throwIfAborted()
          if (exhausted) throw exhausted
          if (!maker)
            throw new FailureError({
              kind: 'missing',
              what: 'The pool cannot create machines.',
            })
          return { planned, machine: await maker.provision(planned, signal, progress) }
        } catch (thrown) {
          if (thrown instanceof AzlinError && thrown.exhausted) exhausted = thrown
          return { planned, failure: signal?.aborted ? INTERRUPTED : toFailure(thrown) }
        }
      }
      return Promise.all(machines.map(planned => limit(() => make(planned))))
    },

    remove: async ({ provider, name }, signal) => of(provider).remove(name, signal),
    toHost: async (machine, signal, progress) =>
      of(machine.provider).toHost(machine, signal, progress),
  }
}
