import { posixWord } from './shell-quote.ts'

/**
 * Reads one line, and runs what it says: POSIX shells read a line byte by byte, so that what follows on stdin is
 * the script's own. The first character makes the line a comment for any other shell that comes to read it.
 */
const LOADER =
  'o=;while IFS= read -r s;do [ -z "$s" ]||{ o=1;break;};done;[ "$o" ]&&eval "$(printf %b "${s#?}")"'
;('while IFS= read -r s&&[ -z "$s" ];do :;done;[ -n "$s" ]&&eval "$(printf %b "${s#?}")"')

/** Empty lines before it: the answers to what start-up files ask, which read our stdin as if a person were there. */
const ANSWERS = '\n\n\n'

/** From so many bytes on a process that reads them all is cheaper than the shell that reads each. */
const LONG = 4000

/**
 * The same for a long script of one line: `dd` reads all of it, in one call where it came at once, and never what follows;
 * what it did not get is read as above.
 */
const blockLoader = (bytes: number) =>
  `s=$(dd bs=${bytes} count=1 2>/dev/null);o=;while IFS= read -r r;do s=$s$r;[ -z "$s" ]||{ o=1;break;};done;[ "$o" ]&&eval "\${s#*[#]}"`

/** A command, and what its stdin begins with. */
export interface SentScript {
  readonly argv: readonly string[]
  /** For `OpenOptions` and `RunOptions`. */
  readonly first: string
}

/**
 * A POSIX script for a host, which gets it on stdin: in an argument it would fill the process list there.
 * `name` and `args` are its `$0` and its `"$@"`. It is run whole or not at all.
 */
export function sendScript(script: string, name: string, args: readonly string[]): SentScript {
  const text = `#${script.trim()}`
  if (text.length > LONG && /^[ -~]*$/.test(text))
    return {
      argv: ['sh', '-c', blockLoader(text.length), name, ...args],
      first: `${ANSWERS}${text}\n`,
    }
  const line = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return { argv: ['sh', '-c', LOADER, name, ...args], first: `${ANSWERS}${line}\n` }
}

/** The same, its arguments on stdin too: names that nobody there may know before they are ours, and private paths. */
export function sendUnseen(script: string, name: string, args: readonly string[]): SentScript {
  return sendScript(`set -- ${args.map(posixWord).join(' ')}\n${script.trim()}`, name, [])
}
