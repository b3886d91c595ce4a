/** One text after the other into the same pane: two at once would be submitted as one. */
export interface Turn {
  /** Resolves when all before have typed what they had to type. */
  readonly ready: Promise<void>
  /** Aborted when the next one begins: what moves in the pane from then on is not ours. */
  readonly over: AbortSignal
  /** The next one may begin. */
  pass(): void
}

export function createTurns(): (pane: string) => Turn {
  const last = new Map<string, { readonly passed: Promise<unknown>; readonly next: () => void }>()

  return pane => {
    const before = last.get(pane)
    const own = Promise.withResolvers<void>()
    const over = new AbortController()
    const ready = (before?.passed ?? Promise.resolve()).then(() => before?.next())
    const mine = { passed: Promise.all([ready, own.promise]), next: () => over.abort() }
    last.set(pane, mine)
    void mine.passed.then(() => last.get(pane) === mine && last.delete(pane))
    return { ready, over: over.signal, pass: own.resolve }
  }
}
