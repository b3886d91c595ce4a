/** A directory or file on a host, as a person writes it. */
export interface HostPlace {
  /** A host's name or address. */
  readonly address: string
  /** Absolute, `~/...`, or empty where none was written. */
  readonly path: string
}

/**
 * Reads `host`, `host:path`, `user@host:22:path` and `[::1]:path`. A number behind the host is its port. A path that is not absolute is one below the home directory there.
 */
export function readHostPlace(text: string): HostPlace {
  const [, address = text, path = ''] =
    /^((?:[^:@]*@)?(?:\[[^\]]*\]|[^:[\]]*)(?::\d{1,5}(?=:|$))?)(?::(.*))?$/s.exec(text) ?? []
  const isBelowHome = path !== '' && !/^[/~]/.test(path)
  return { address, path: isBelowHome ? `~/${path}` : path }
}
