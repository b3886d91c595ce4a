/**
 * Returns a function that runs an action, at most one at a time, and once more if it was called meanwhile. Without this
 * limit, a host that reports the same change without end would cause a request to tmux for each report.
 */
export function oneAtATime(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let isWanted = false

  async function run(): Promise<void> {
    try {
      while (isWanted) {
        isWanted = false
        await act()
      }
    } finally {
      running = null
    }
  }

  return () => {
    isWanted = true
    running ??= run()
    return running
  }
}
