import type { UiState } from '../model/ui-state.ts'
import type { Token } from './keys.ts'

/** Milliseconds: longer than an accidental double press, shorter than a deliberate second key. */
const DEAF = 300

/**
 * After the last answer the panels show again, and the same key means something else there: for a moment only Escape
 * and ctrl-c are accepted. Leaving by one of these keys does not block input.
 */
export function createInputGuard(getState: () => UiState): {
  isDeaf(tokens: readonly Token[]): boolean
  /** Calls `press`, then starts the pause if the shown question was closed by it. */
  watch(tokens: readonly Token[], press: () => void): void
} {
  let until = 0
  return {
    isDeaf: tokens => performance.now() < until && !tokens.some(isLeaving),
    watch(tokens, press) {
      const before = getState().view.answer
      press()
      const isOver = before !== null && getState().view.answer === null
      if (isOver && !tokens.some(isLeaving)) until = performance.now() + DEAF
    },
  }
}

function isLeaving(token: Token): boolean {
  return 'key' in token && (token.key === 'Escape' || token.key === 'C-c')
}
