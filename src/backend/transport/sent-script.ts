import { posixWord } from './shell-quote.ts'

/**
 * Reads one line, and runs what it says: POSIX shells read a line byte by byte, so that what follows on stdin is
 * the script's own. The first character makes the line a comment for any other shell that comes to read it.
 */
const LOADER = 'IFS= read -r s && eval "$(printf %b "${s#?}")"'

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
  const line = script.trim().replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return { argv: ['sh', '-c', LOADER, name, ...args], first: `#${line}\n` }
}

/** The same, its arguments on stdin too: names that nobody there may know before they are ours, and private paths. */
export function sendUnseen(script: string, name: string, args: readonly string[]): SentScript {
  return sendScript(`set -- ${args.map(posixWord).join(' ')}\n${script.trim()}`, name, [])
}
