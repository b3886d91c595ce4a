import { type Failure, makeFailure } from '../model/failure.ts'
import type { SendOptions } from '../model/receipt.ts'
import { readKeyNames } from '../text/key-name.ts'

/**
 * Maximum length of a text to send, in bytes; a longer one is refused. tmux and fleetmux hold the whole text in memory.
 */
const LONGEST = 1024 * 1024

const END_MARK = '\u001b[201~'

/** Why this text cannot be sent to any pane in this mode; null: it can. Checked before anything is typed. */
export function whyInvalidText(text: string, { mode }: Pick<SendOptions, 'mode'>): Failure | null {
  if (mode === 'keys') return whyNoKeys(text)
  if (text === '' && (mode === 'no-enter' || mode === 'literal'))
    return refusal('There is no text.')
  if (text.includes('\0')) return uncarried('a NUL character, which tmux cannot carry')
  if (!text.isWellFormed()) return uncarried('half of a character (a lone surrogate)')
  if (text.includes(END_MARK) && isMarked(mode)) {
    return makeFailure({
      ...uncarried(
        'the end mark of a bracketed paste: the program would read the text after it as keys',
      ),
      hint: 'Send the text in the mode literal, which does not use bracketed paste (`fleetmux send --literal`; on the screen: ctrl-t).',
    })
  }
  const bytes = new TextEncoder().encode(text).length
  return bytes > LONGEST
    ? refusal(`The text is ${bytes} bytes long, but at most ${LONGEST} bytes can be sent.`)
    : null
}

/** Whether a text in this mode is pasted with bracketed paste, if the program has enabled bracketed paste. */
export function isMarked(mode: SendOptions['mode']): boolean {
  return mode !== 'literal' && mode !== 'enter-literal' && mode !== 'keys'
}

function whyNoKeys(text: string): Failure | null {
  const { keys, unknown } = readKeyNames(text)
  if (keys.length === 0) return refusal('No key was named.')
  if (unknown.length === 0) return null
  const what = `tmux has no key called ${unknown.map(key => JSON.stringify(key)).join(', ')}.`
  return makeFailure({
    ...refusal(what),
    hint: 'Key names are, for example, C-c, M-x, Up, Enter, F5. To send text, use another mode (`fleetmux send` without --keys; on the screen: ctrl-t).',
  })
}

function uncarried(what: string): Failure {
  return refusal(`The text holds ${what}.`)
}

function refusal(what: string): Failure {
  return makeFailure({ kind: 'refused', what: `${what} Nothing was typed.` })
}
