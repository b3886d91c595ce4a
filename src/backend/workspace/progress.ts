/** Options of every long operation on workspaces. */
export interface Progress {
  /** Called with the current step and, if known, its progress in bytes or files. */
  readonly progress?: ((what: string, done?: number, total?: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}
