import type { Clean } from '../../text/clean.ts'

/** A host that the user's ssh_config names. */
export interface Importable {
  readonly name: Clean
  /** `user@hostname:port` that ssh would connect to; null if unknown. */
  readonly goal: Clean | null
  /** Whether fleetmux's configuration already has a host with the name `name`. */
  readonly isKnown: boolean
}

/** A value of the effective configuration and its origin. */
export interface ConfigValue {
  /** The path of the value: `hosts.gpu.address`. */
  readonly key: string
  readonly value: unknown
  /** The file that sets the value, or `default`. */
  readonly origin: string
}
