/** Options of every long operation on workspaces (copies of a repository on a host). */
export interface Progress {
  /** Called with the current step and, if known, its progress in bytes or files. */
  readonly progress?: ((what: string, done?: number, total?: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}
