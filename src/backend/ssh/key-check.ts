import { accessSync, constants, statSync } from 'node:fs'
import { expandHome } from '../../disk/own-directory.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { quoteWord } from '../transport/shell-quote.ts'

/** Checks a private key file as ssh does. @throws FailureError when ssh would not use it. */
export function checkKey(path: string, host: string): void {
  const file = expandHome(path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found)
    throw refused(host, 'Private key file not found.', file, 'Correct the path of the key.')
  if (!found.isFile())
    throw refused(host, 'The private key is not a file.', file, 'Name the key file itself.')
  try {
    accessSync(file, constants.R_OK)
  } catch {
    const isOurs = found.uid === process.getuid?.()
    const hint = isOurs
      ? `\`chmod 600 ${quoteWord(file)}\``
      : `Make yourself its owner: \`sudo chown "$USER" ${quoteWord(file)}\``
    throw refused(host, 'Private key not readable.', file, hint)
  }
  if ((found.mode & 0o077) === 0 || found.uid !== process.getuid?.()) return
  const what = 'Other users can read your private key, so ssh does not use it.'
  throw refused(host, what, file, `\`chmod 600 ${quoteWord(file)}\``)
}

function refused(host: string, what: string, why: string, hint: string): FailureError {
  return new FailureError(makeFailure({ kind: 'refused', host, what, why, hint }) satisfies Failure)
}
