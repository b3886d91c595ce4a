import type { Token } from '../access/token.ts'
import type { Tokens } from '../access/tokens.ts'

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
  const left = caller.expires === null ? null : caller.expires - now()
  // Node's timers overflow beyond this, which is 24 days.
  const timer = left === null ? undefined : setTimeout(end, Math.min(left, 2 ** 31 - 1))
  timer?.unref()
  return () => {
    stop()
    clearTimeout(timer)
  }
}
