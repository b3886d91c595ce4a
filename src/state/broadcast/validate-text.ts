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
  if (text.includes('\0'))
    return uncarried('a NUL character, which tmux cannot carry', 'Remove this character.')
  if (!text.isWellFormed())
    return uncarried(
      'half of a character (a lone surrogate)',
      'The text was probably cut in the middle of this character: send the whole text.',
    )
  if (text.includes(END_MARK) && isMarked(mode)) {
    return uncarried(
      'the end mark of a bracketed paste: the program would read the text after it as keys',
      'Send the text in the mode literal, which does not use bracketed paste (`fleetmux send --literal`; on the screen: ctrl-t).',
    )
  }
  const bytes = new TextEncoder().encode(text).length
  return bytes > LONGEST
    ? refusal(
        `The text is ${bytes} bytes long, but at most ${LONGEST} bytes can be sent.`,
        'Send the text in parts, or copy it to a file on the host (`fleetmux files put`) and send the path of the file.',
      )
    : null
}

/** Whether a text in this mode is pasted with bracketed paste, if the program has enabled bracketed paste. */
export function isMarked(mode: SendOptions['mode']): boolean {
  return mode !== 'literal' && mode !== 'enter-literal' && mode !== 'keys'
}

function whyNoKeys(text: string): Failure | null {
  const { keys, unknown } = readKeyNames(text)
  if (keys.length === 0) return refusal('No key was named.', KEYS)
  if (unknown.length === 0) return null
  const what = `tmux has no key called ${unknown.map(key => JSON.stringify(key)).join(', ')}.`
  return refusal(
    what,
    `${KEYS} To send text, use another mode (\`fleetmux send\` without --keys; on the screen: ctrl-t).`,
  )
}

const KEYS = 'Key names are, for example, C-c, M-x, Up, Enter, F5.'

function uncarried(what: string, hint: string): Failure {
  return refusal(`The text holds ${what}.`, hint)
}

function refusal(what: string, hint?: string): Failure {
  return makeFailure({ kind: 'refused', what: `${what} Nothing was typed.`, ...(hint && { hint }) })
}
