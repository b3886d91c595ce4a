const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `last` once when this process exits or is told to; it must not need to wait. A signal that
 * nobody else listens for ends the process afterwards, as it would have. Returns how to forget it.
 */
export function onFarewell(last: () => void): () => void {
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
