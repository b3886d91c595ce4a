import type { TmuxCommand } from '../command.ts'
import { quoteShell } from '../quote.ts'

/**
 * Writes one tmux command as arguments that follow `tmux` in a shell line on the host. A text to be pasted must not be
 * an argument, since `ps` shows arguments: the shell's built-in printf writes it to a file in the channel's private
 * directory, and tmux reads that file as its stdin. If printf is a program and not a built-in, no file is written and
 * tmux is not run.
 */
export function pollingCommands(words: TmuxCommand): string {
  const [command, ...rest] = words
  if (command === 'set-buffer') return load(rest)
  const line = words.map(word => quoteShell(behindShell(toText(word)))).join(' ')
  return command === 'paste-buffer' || command === 'delete-buffer'
    ? `${line} $(rm -f ${fileOf(rest)})`
    : line
}

/** Writes several commands for one tmux process, which runs them in order up to the first error. */
export function pollingLine(commands: readonly TmuxCommand[]): string {
  return commands.map(pollingCommands).join(" ';' ")
}

/**
 * Loads a text into a tmux buffer. load-buffer cannot append, so each piece of the text is appended to a file on the
 * host (see `fileOf`), and the whole file is loaded again.
 */
function load(words: TmuxCommand): string {
  const write = words.includes('-a') ? '>>' : '>'
  const text = words.at(-1) ?? ''
  const file = fileOf(words)
  const print = `printf %b '${toEscapes(text)}' ${write}${file}`
  const guarded = `case $(command -v printf) in (*/*) ;; (*) ${print};; esac`
  return `load-buffer -b ${nameOf(words)} - $(${guarded}) <${file}`
}

/** The file with the text of a buffer. `$d` is the channel's directory on the host. */
function fileOf(words: TmuxCommand): string {
  return `"$d/b.${nameOf(words)}"`
}

function nameOf(words: TmuxCommand): string {
  const name = words[words.indexOf('-b') + 1]
  return quoteShell(typeof name === 'string' ? name : '')
}

/** Escapes the text for printf's %b inside single quotes. */
function toEscapes(text: string | Uint8Array): string {
  let out = ''
  for (const byte of typeof text === 'string' ? Buffer.from(text) : text) {
    const plain = byte > 0x1f && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
    out += plain ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, '0')}`
  }
  return out
}

/** Escapes a `;` at the end of an argument: tmux would take it for the end of the command. */
function behindShell(word: string): string {
  return word.endsWith(';') ? `${word.slice(0, -1)}\\;` : word
}

function toText(word: string | Uint8Array): string {
  return typeof word === 'string' ? word : Buffer.from(word).toString('utf8')
}
