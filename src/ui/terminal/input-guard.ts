import type { UiState } from '../model/ui-state.ts'
import type { Token } from './keys.ts'

/**
 * Time in milliseconds for which input is ignored after the key that closed the dialog of questions: longer than an
 * accidental double press, shorter than the time before a deliberate second key.
 */
const DEAF = 300

/**
 * Blocks input for a moment after the last question was answered: the panels are shown again, where the same key has
 * another meaning. Escape and ctrl-c are always accepted, and leaving by one of these keys does not block input.
 */
export function createInputGuard(getState: () => UiState): {
  isDeaf(tokens: readonly Token[]): boolean
  /**
   * Calls `press`. If this has closed the dialog that shows the questions of agents, `isDeaf` is then true for `DEAF`
   * milliseconds.
   */
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
