import type { HostConfig } from '../../state/model/host-config.ts'
import type { Machine, ProviderName } from '../../state/pool/candidate.ts'

/** Where machines come from. One contract; `test/backend/pool/provider.test.ts` holds each to it. */
export interface Provider {
  readonly name: ProviderName
  /** Whether it makes and removes machines: one that does not refuses to. */
  readonly makes: boolean

  /** All machines that it knows. Rejects with a FailureError, as everything here does. */
  list(signal?: AbortSignal): Promise<readonly Machine[]>

  /**
   * Makes one machine, which costs money from then on. One that it could not finish is removed again, or
   * named in the failure.
   */
  provision(order: Order, signal?: AbortSignal, progress?: Progress): Promise<Machine>

  /** Gives a machine back for good, with all that is on it. */
  remove(name: string, signal?: AbortSignal): Promise<void>

  /** Finds, or opens, the way to a machine. */
  toHost(machine: Machine, signal?: AbortSignal, progress?: Progress): Promise<Reached>
}

export interface Order {
  readonly sku: string
  /** null: the provider's own default. */
  readonly region: string | null
}

/** Told in words what it is at; a line without its end. */
export type Progress = (line: string) => void

/** A way to a machine, held open until it is closed. */
export interface Reached {
  readonly host: HostConfig
  /** For ssh's `-o`, beyond the address. */
  readonly options: Readonly<Record<string, string>>
  /** Settles, with the reason, when a way that is held open breaks; never for one that needs no holding. */
  readonly broken: Promise<string>
  close(): Promise<void>
}

/** A way that needs no holding: ssh goes there by itself. */
export function direct(host: HostConfig, options: Readonly<Record<string, string>> = {}): Reached {
  return { host, options, broken: new Promise(() => {}), close: () => Promise.resolve() }
}
