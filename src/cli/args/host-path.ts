/** A host as it was written, and a path on it. */
export interface HostPath {
  readonly address: string
  readonly path: string
}

/** `host`, `host:dir`, `user@host:22:dir` and `[::1]:dir`: what stands behind the colon is a port where it is a number. */
export function readHostPath(text: string): HostPath {
  const [, address = text, path = ''] =
    /^((?:[^:@/]*@)?(?:\[[^\]]*\]|[^:[\]]+)(?::\d{1,5}(?=:|$))?)(?::(.*))?$/s.exec(text) ?? []
  return { address, path }
}
