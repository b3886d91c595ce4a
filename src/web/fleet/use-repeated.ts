import { useEffect } from 'preact/hooks'

/** Calls `read` immediately and then every `every` milliseconds, except while the page is hidden. */
export function useRepeated(read: () => Promise<void>, every: number): void {
  useEffect(() => {
    const readShown = () => {
      if (!document.hidden) void read()
    }
    readShown()
    const timer = setInterval(readShown, every)
    return () => clearInterval(timer)
  }, [read, every])
}
