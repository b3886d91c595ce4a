import type { Token } from '../access/token.ts'
import type { Tokens } from '../access/tokens.ts'

/** Milliseconds between two looks at the clock, for a token that has an end. */
const LOOK = 1000

/** Ends a stream when its token is revoked or expires: whoever may not read any more reads nothing more. */
export function endWhenRevoked(
  {
    tokens,
    caller,
    now,
  }: {
    readonly tokens: Tokens
    readonly caller: Token
    readonly now: () => number
  },
  end: () => void,
): () => void {
  const stop = tokens.onRevoked(id => {
    if (id === caller.id) end()
  })
  // The clock of the machine may be set, so a timer for the whole of the time would miss the end.
  const isOver = () => caller.expires !== null && caller.expires <= now()
  const timer = caller.expires === null ? undefined : setInterval(() => isOver() && end(), LOOK)
  timer?.unref()
  return () => {
    stop()
    clearInterval(timer)
  }
}
