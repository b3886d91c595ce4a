import type { HostConfig } from '../../state/model/host-config.ts'
import type { Machine, ProviderName } from '../../state/pool/candidate.ts'

/** A source of machines. All providers have the same contract, which `test/backend/pool/provider.test.ts` checks. */
export interface Provider {
  readonly name: ProviderName
  /** Whether the provider creates and removes machines. If not, it rejects such calls. */
  readonly makes: boolean

  /** Lists all machines of the provider. Rejects with a FailureError, as all methods do. */
  list(signal?: AbortSignal): Promise<readonly Machine[]>

  /**
   * Creates one machine, which costs money from then on. If the creation fails, the machine is removed, or else named
   * in the failure.
   */
  provision(order: Order, signal?: AbortSignal, progress?: Progress): Promise<Machine>

  /** Deletes a machine with all its data. */
  remove(name: string, signal?: AbortSignal): Promise<void>

  /** Finds or opens the route to a machine. */
  toHost(machine: Machine, signal?: AbortSignal, progress?: Progress): Promise<MachineRoute>
}

export interface Order {
  readonly sku: string
  /** Region of the machine; null: the provider's own default. */
  readonly region: string | null
}

/** Called with one line of text about the current step, without a newline. */
export type Progress = (line: string) => void

/** A route to a machine. The route is open until `close`. */
export interface MachineRoute {
  readonly host: HostConfig
  /** Options for ssh's `-o`, in addition to the address. */
  readonly options: Readonly<Record<string, string>>
  /** Resolves with the reason when an open tunnel breaks; never for a direct route. */
  readonly broken: Promise<string>
  close(): Promise<void>
}

/** Creates a direct route, which has no tunnel that could break or need closing. */
export function direct(
  host: HostConfig,
  options: Readonly<Record<string, string>> = {},
): MachineRoute {
  return { host, options, broken: new Promise(() => {}), close: () => Promise.resolve() }
}
