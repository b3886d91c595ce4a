/**
 * Quotes one argument for an unknown shell. Inside single quotes, sh, bash, zsh, fish and csh treat only \ and !
 * differently. So these and ' are written outside the quotes, after a \. A newline cannot be written in a form that csh
 * accepts too: see `shellCommand`.
 */
export function quoteWord(word: string): string {
  if (/^[\w@+:,./-]+$/.test(word)) return word
  const pieces = word.match(/[\\'!]|[^\\'!]+/g) ?? ['']
  return pieces.map(piece => (/^[\\'!]$/.test(piece) ? `\\${piece}` : `'${piece}'`)).join('')
}

/** Adds the system's directories to the PATH if a start-up file has left a PATH without them. */
const WITH_SYSTEM = 'command -v env >/dev/null || export PATH="$PATH:/usr/bin:/bin"; '

/** A command line that runs the POSIX `script`, with `argv` as its "$@", in any login shell. */
export function shellCommand(script: string, argv: readonly string[]): string {
  return commandFor(`${WITH_SYSTEM}${script}`, argv)
}

function commandFor(script: string, argv: readonly string[]): string {
  const words = ['exec', '/bin/sh', '-c', script, 'fleetmux', ...argv]
  if (!words.some(word => word.includes('\n'))) return words.map(quoteWord).join(' ')
  const posix = `set -- ${argv.map(posixWord).join(' ')}; ${script}`
  const oneLine = posix.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return commandFor('eval "$(printf %b "$1")"', [oneLine])
}

/** Quotes one argument for a POSIX shell. */
export function posixWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
