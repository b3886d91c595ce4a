import type { UiState } from '../model/ui-state.ts'
import type { Token } from './keys.ts'

/** Milliseconds: longer than a key that was pressed twice takes, shorter than a thought. */
const DEAF = 300

/**
 * After the last answer the panels show again, and the same key means something else there: for a moment
 * only a key that leaves is heard. Leaving by a key of its own makes nobody deaf.
 */
export function createInputGuard(getState: () => UiState): {
  isDeaf(tokens: readonly Token[]): boolean
  /** Carries `press` out, and looks what has become of the question that was shown. */
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
