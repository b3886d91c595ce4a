/** A host that the user's ssh_config names. */
export interface Importable {
  readonly name: string
  /** `user@hostname:port` that ssh would go to; null where it does not say. */
  readonly goal: string | null
  /** A host of the configuration has that name already. */
  readonly isKnown: boolean
}

/** One value that holds, and who says so. */
export interface ConfigValue {
  /** The path to it: `hosts.gpu.address`. */
  readonly key: string
  readonly value: unknown
  /** A file, or `default`. */
  readonly origin: string
}
