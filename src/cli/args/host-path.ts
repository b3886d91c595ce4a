/** A directory or file on a host, as a person writes it. */
export interface HostPath {
  /** A host's name or address. */
  readonly address: string
  readonly path: string
}

/** Reads `host`, `host:path`, `user@host:22:path` and `[::1]:path`. A number behind the host is its port. */
export function readHostPath(text: string): HostPath {
  const [, address = text, path = ''] =
    /^((?:[^:@/]*@)?(?:\[[^\]]*\]|[^:[\]]+)(?::\d{1,5}(?=:|$))?)(?::(.*))?$/s.exec(text) ?? []
  return { address, path }
}

/** The same, where a path that is not absolute is one below the home directory there. */
export function readHomePath(text: string): HostPath {
  const { address, path } = readHostPath(text)
  const isBelowHome = path !== '' && !/^[/~]/.test(path)
  return { address, path: isBelowHome ? `~/${path}` : path }
}
