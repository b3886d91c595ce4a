import { posixWord } from './shell-quote.ts'

/**
 * Shell code that reads one line with a script and runs it. POSIX shells read a line byte by byte, so what follows on
 * stdin remains for the script. The first character of the line makes it a comment for any other shell that may read
 * it.
 */
const LOADER =
  'o=;while IFS= read -r s;do [ -z "$s" ]||{ o=1;break;};done;[ "$o" ]&&eval "$(printf %b "${s#?}")"'

/**
 * Empty lines before the script. They answer start-up files that ask questions and read our stdin as if a user were
 * typing.
 */
const ANSWERS = '\n\n\n'

/** Minimum length in bytes of a script for which starting `dd` is faster than reading byte by byte in the shell. */
const LONG = 4000

/**
 * Shell code that reads one line with a script from stdin and runs it, for a long script. `dd` reads at most the bytes
 * of the script, usually all in one call; the shell reads missing bytes one by one. `text`: shell code that extracts
 * the script from that line.
 */
const blockLoader = (bytes: number, text: string) =>
  `s=$(dd bs=${bytes} count=1 2>/dev/null);o=;while IFS= read -r r;do s=$s$r;[ -z "$s" ]||{ o=1;break;};done;[ "$o" ]&&eval "${text}"`

/**
 * Shell code that extracts the script from `$s`, the line that was read from stdin, without its first character `#`:
 * unchanged, or with escapes decoded.
 */
const [PLAIN, ESCAPED] = ['${s#*[#]}', '$(printf %b "${s#*[#]}")']

/** A command that reads a script from stdin, and the script. */
export interface SentScript {
  readonly argv: readonly string[]
  /** The first bytes of stdin, for the option `first` of `open` and `run`. */
  readonly first: string
}

/**
 * Sends a POSIX script to a host on stdin. As an argument the script would fill the host's process list. `name` and
 * `args` become `$0` and `"$@"` of the script. An incomplete script is never run.
 */
export function sendScript(script: string, name: string, args: readonly string[]): SentScript {
  const text = `#${script.trim()}`
  const isPlain = /^[ -~]*$/.test(text)
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  // A script that is not ASCII is not read with `dd`, which could cut inside a character.
  if (text.length <= LONG || !/^[ -~]*$/.test(escaped))
    return { argv: ['sh', '-c', LOADER, name, ...args], first: `${ANSWERS}${escaped}\n` }
  const [line, undone] = isPlain ? [text, PLAIN] : [escaped, ESCAPED]
  const loader = blockLoader(line.length, undone)
  return { argv: ['sh', '-c', loader, name, ...args], first: `${ANSWERS}${line}\n` }
}

/**
 * As `sendScript`, with the arguments on stdin too: for private paths, and for file names that other users must not
 * know before the file exists.
 */
export function sendUnseen(script: string, name: string, args: readonly string[]): SentScript {
  return sendScript(`set -- ${args.map(posixWord).join(' ')}\n${script.trim()}`, name, [])
}
