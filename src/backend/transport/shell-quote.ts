/**
 * Quotes one argument for an unknown shell. Inside '' sh, bash, zsh, fish and csh differ only about \ and !, so these
 * and ' are written outside, after a \. A newline has no form that csh accepts as well: see `shellCommand`.
 */
export function quoteWord(word: string): string {
  if (/^[\w@+:,./-]+$/.test(word)) return word
  const pieces = word.match(/[\\'!]|[^\\'!]+/g) ?? ['']
  return pieces.map(piece => (/^[\\'!]$/.test(piece) ? `\\${piece}` : `'${piece}'`)).join('')
}

/** A start-up file may leave a PATH without the system's own programs. */
const WITH_SYSTEM = 'command -v env >/dev/null || export PATH="$PATH:/usr/bin:/bin"; '

/** A command line for any login shell that runs the POSIX `script` with `argv` as its "$@". */
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
