/** What every long piece of work here takes. */
export interface Progress {
  /** Told what is being done, and how far it is where that is known: bytes or files. */
  readonly progress?: ((what: string, done?: number, total?: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}
