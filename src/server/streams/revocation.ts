import type { Token } from '../access/token.ts'
import type { Tokens } from '../access/token-store.ts'

/** Time between two checks whether a token has expired, in milliseconds. */
const LOOK = 1000

/** Ends a stream when its token is revoked or expires. */
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
  // Checked repeatedly, since the system clock may be changed: one timer for the whole time could miss the expiry.
  const isOver = () => caller.expires !== null && caller.expires <= now()
  const timer = caller.expires === null ? undefined : setInterval(() => isOver() && end(), LOOK)
  timer?.unref()
  return () => {
    stop()
    clearInterval(timer)
  }
}
