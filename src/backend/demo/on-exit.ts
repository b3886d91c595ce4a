const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `last` once, synchronously, when this process exits or gets a signal. If there is no other handler for the
 * signal, this process then ends as usual. Returns a function that removes the handlers.
 */
export function onExit(last: () => void): () => void {
  const handlers = SIGNALS.map(signal => {
    const handler = () => {
      forget()
      last()
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    }
    process.once(signal, handler)
    return { signal, handler }
  })
  const forget = () => {
    for (const { signal, handler } of handlers) process.removeListener(signal, handler)
    process.removeListener('exit', last)
  }
  process.once('exit', last)
  return forget
}
