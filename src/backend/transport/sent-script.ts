import { posixWord } from './shell-quote.ts'

/**
 * Reads one line and runs it. POSIX shells read a line byte by byte, so what follows on stdin is left for the script.
 * The line's first character makes it a comment for any other shell that may read it.
 */
const LOADER =
  'o=;while IFS= read -r s;do [ -z "$s" ]||{ o=1;break;};done;[ "$o" ]&&eval "$(printf %b "${s#?}")"'

/**
 * Empty lines before the script. They answer start-up files that ask questions and read our stdin as if a person were
 * there.
 */
const ANSWERS = '\n\n\n'

/** From this many bytes on, starting `dd` is cheaper than the shell's reading byte by byte. */
const LONG = 4000

/**
 * The same for a long script. `dd` reads only the script, and usually all of it in one call. The shell reads the rest
 * byte by byte. `text`: shell code that extracts the script from the line.
 */
const blockLoader = (bytes: number, text: string) =>
  `s=$(dd bs=${bytes} count=1 2>/dev/null);o=;while IFS= read -r r;do s=$s$r;[ -z "$s" ]||{ o=1;break;};done;[ "$o" ]&&eval "${text}"`

/** Shell code for the script in the line without its first character: as it is, or with its escapes decoded. */
const [PLAIN, ESCAPED] = ['${s#*[#]}', '$(printf %b "${s#*[#]}")']

/** A command and the first bytes of its stdin. */
export interface SentScript {
  readonly argv: readonly string[]
  /** For `OpenOptions` and `RunOptions`. */
  readonly first: string
}

/**
 * Sends a POSIX script to a host on stdin: as an argument it would fill the process list there. `name` and `args` are
 * its `$0` and its `"$@"`. An incomplete script is never run.
 */
export function sendScript(script: string, name: string, args: readonly string[]): SentScript {
  const text = `#${script.trim()}`
  const isPlain = /^[ -~]*$/.test(text)
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  // In other text than ASCII, `dd` could cut inside a character.
  if (text.length <= LONG || !/^[ -~]*$/.test(escaped))
    return { argv: ['sh', '-c', LOADER, name, ...args], first: `${ANSWERS}${escaped}\n` }
  const [line, undone] = isPlain ? [text, PLAIN] : [escaped, ESCAPED]
  const loader = blockLoader(line.length, undone)
  return { argv: ['sh', '-c', loader, name, ...args], first: `${ANSWERS}${line}\n` }
}

/**
 * The same, with the arguments on stdin as well: private paths, and file names that other users must not know before
 * the file exists.
 */
export function sendUnseen(script: string, name: string, args: readonly string[]): SentScript {
  return sendScript(`set -- ${args.map(posixWord).join(' ')}\n${script.trim()}`, name, [])
}
