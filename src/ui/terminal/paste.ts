export const PASTE = '\x1b[200~'
const PASTE_END = '\x1b[201~'
/** Maximum length of a piece, in characters. A longer paste is emitted in several pieces. */
const LONGEST = 1 << 20

interface Taken {
  readonly token?: { readonly paste: string }
  readonly rest: string
}

/**
 * A paste that has begun and not ended. Its characters are joined, and searched for the sequence that ends a paste,
 * only once, however many chunks come.
 */
export interface Paste {
  readonly isOpen: boolean
  /** Begins a paste. The text starts with the constant `PASTE`, the escape sequence that begins a bracketed paste. */
  open(text: string): Taken
  /** Takes the next characters. Null: the paste is incomplete. */
  take(text: string): Taken | null
}

export function createPaste(): Paste {
  let isOpen = false
  let parts: string[] = []
  let length = 0
  /** Characters that may be the start of the end sequence. */
  let tail = ''

  function keep(text: string): void {
    if (text !== '') parts.push(text)
    length += text.length
  }

  function out(): string {
    const all = parts.join('')
    parts = []
    length = 0
    return all
  }

  /** Emits a piece without splitting a surrogate pair. */
  function piece(rest: string): Taken {
    const all = out()
    const end = /[\ud800-\udbff]/.test(all[LONGEST - 1] ?? '') ? LONGEST - 1 : LONGEST
    keep(all.slice(end))
    return { token: { paste: all.slice(0, end) }, rest }
  }

  return {
    get isOpen() {
      return isOpen
    },
    open(text) {
      isOpen = true
      return { rest: text.slice(PASTE.length) }
    },
    take(given) {
      if (length > LONGEST) return piece(given)
      if (given === '') return null
      const text = tail + given
      const end = text.indexOf(PASTE_END)
      const upTo = end < 0 ? Math.max(0, text.length - PASTE_END.length + 1) : end
      keep(text.slice(0, upTo))
      tail = ''
      if (length > LONGEST) return piece(text.slice(upTo))
      if (end < 0) {
        tail = text.slice(upTo)
        return { rest: '' }
      }
      isOpen = false
      return { token: { paste: out() }, rest: text.slice(end + PASTE_END.length) }
    },
  }
}
