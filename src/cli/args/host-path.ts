/** A directory or file on a host, as written on the command line. */
export interface HostPath {
  /** A host's name or address. */
  readonly address: string
  readonly path: string
}

/** Reads `host`, `host:path`, `user@host:22:path` and `[::1]:path`. A number after the host is its port. */
export function readHostPath(text: string): HostPath {
  const [, address = text, path = ''] =
    /^((?:[^:@/]*@)?(?:\[[^\]]*\]|[^:[\]]+)(?::\d{1,5}(?=:|$))?)(?::(.*))?$/s.exec(text) ?? []
  return { address, path }
}

/** Like `readHostPath`, but a relative path is relative to the home directory on the host. */
export function readHomePath(text: string): HostPath {
  const { address, path } = readHostPath(text)
  const isBelowHome = path !== '' && !/^[/~]/.test(path)
  return { address, path: isBelowHome ? `~/${path}` : path }
}
