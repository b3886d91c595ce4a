import type { Key } from '../../state/model/messages/direct-command.ts'
import { characters } from '../edit/line.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Token } from '../terminal/keys.ts'
import { takesText } from './dialogs.ts'
import { resolveKey } from './keymap.ts'

export interface KeyTarget {
  getState(): UiState
  dispatch(intent: UiIntent): void
  /** Handles a key that acts on the terminal itself, not on the state: ctrl-z, and the key that redraws. */
  own(key: string): void
}

/**
 * Turns keys, typed text, pastes and mouse events into intents, in order. Each one sees the state after the previous
 * one.
 */
export function dispatchInput(tokens: readonly Token[], hands: KeyTarget): void {
  let typed: Key[] = []
  const flush = (): void => {
    const { target } = hands.getState().output
    if (typed.length > 0 && target) hands.dispatch({ type: 'keys', target, keys: typed })
    typed = []
  }
  for (const token of tokens) {
    const { view, settings } = hands.getState()
    const isTyped = view.mode === 'type' && !('mouse' in token)
    if (isTyped && !('key' in token && token.key === settings.escape)) {
      typed.push(token)
      continue
    }
    flush()
    pressOne(token, hands)
  }
  flush()
}

function pressOne(token: Token, hands: KeyTarget): void {
  if ('mouse' in token) click(token.mouse, hands)
  else if ('key' in token) pressKey(token.key, hands)
  else if (takesText(hands.getState().view.mode) || isAnswer(token, hands)) {
    hands.dispatch({ type: 'typed', text: 'paste' in token ? token.paste : token.text })
  } else if ('paste' in token) hands.dispatch(noPlace(hands.getState()))
  else typeKeys(token.text, hands)
}

/**
 * Whether the token is a paste while a question is shown. A paste is the text of an answer, never a sequence of keys.
 */
function isAnswer(token: Token, hands: KeyTarget): boolean {
  return 'paste' in token && hands.getState().view.mode === 'answer'
}

/** Says where a text can be pasted. Elsewhere than over the panels, `s` and `i` are other keys. */
function noPlace({ view }: UiState): UiIntent {
  const where = view.mode === 'normal' ? ': press s to send a line, or i to type into the pane' : ''
  return { type: 'say', text: `Paste is not possible here${where}.` }
}

/**
 * Handles each printable character as a key. If a key opens a prompt, the remaining characters are typed into the
 * prompt.
 */
function typeKeys(text: string, hands: KeyTarget): void {
  const all = characters(text)
  for (const [index, character] of all.entries()) {
    const before = hands.getState().view
    pressKey(character === ' ' ? 'Space' : character, hands)
    const { mode, answer } = hands.getState().view
    // Drops keys typed directly after an answer: they were not meant for the next question.
    if (before.mode === 'answer' && mode !== 'reply' && answer !== before.answer) return
    if (mode !== 'type' && !takesText(mode)) continue
    const rest = all.slice(index + 1).join('')
    if (rest !== '') dispatchInput([{ text: rest }], hands)
    return
  }
}

function pressKey(key: string, hands: KeyTarget): void {
  const pressed = resolveKey(hands.getState(), key)
  if ('own' in pressed) hands.own(key)
  else for (const intent of pressed.intents) hands.dispatch(intent)
}

function click(mouse: Extract<Token, { mouse: unknown }>['mouse'], hands: KeyTarget): void {
  const { kind, button, x, y } = mouse
  if (kind === 'wheel') hands.dispatch({ type: 'wheel', x, y, by: button > 0 ? 1 : -1 })
  if (kind === 'press' && button === 0) hands.dispatch({ type: 'click', x, y })
}
