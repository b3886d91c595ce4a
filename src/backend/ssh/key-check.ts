import { accessSync, constants, statSync } from 'node:fs'
import { expandHome } from '../../disk/own-directory.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { quoteWord } from '../transport/shell-quote.ts'

/** Checks a private key file as ssh does. @throws FailureError when ssh would not use it. */
export function checkKey(path: string, host: string): void {
  const file = expandHome(path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found)
    throw refused(
      host,
      'Your private key file was not found.',
      file,
      `Correct the path of the key: ${edit(host)}`,
    )
  if (!found.isFile())
    throw refused(
      host,
      'The private key is not a file.',
      file,
      `Name the key file itself: ${edit(host)}`,
    )
  try {
    accessSync(file, constants.R_OK)
  } catch {
    const isOurs = found.uid === process.getuid?.()
    const hint = isOurs
      ? `Make the file readable: \`chmod 600 ${quoteWord(file)}\`.`
      : `Make yourself the owner of the file: \`sudo chown "$USER" ${quoteWord(file)}\``
    throw refused(host, 'Your private key file cannot be read.', file, hint)
  }
  if ((found.mode & 0o077) === 0 || found.uid !== process.getuid?.()) return
  const what = 'Other users can read your private key, so ssh does not use it.'
  const hint = `Remove the permissions of others: \`chmod 600 ${quoteWord(file)}\`.`
  throw refused(host, what, file, hint)
}

function edit(host: string): string {
  return `\`fleetmux hosts edit ${quoteWord(host)} --key FILE\``
}

function refused(host: string, what: string, why: string, hint: string): FailureError {
  return new FailureError(makeFailure({ kind: 'refused', host, what, why, hint }) satisfies Failure)
}
