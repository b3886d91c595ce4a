import type { FailureError } from '../../state/model/failure.ts'
import { suggest } from '../../state/text/suggest.ts'
import { orList } from '../../state/text/word-list.ts'
import { usage } from '../command/flag.ts'

/** The error for a sub-command that does not exist: the one that was probably meant, or else all of them. */
export function unknownSubCommand(
  command: string,
  written: string,
  known: readonly string[],
): FailureError {
  const near = suggest(written, known)
  const hint = near ? `Did you mean ${near}?` : `Use ${orList(known)}.`
  return usage(`${command}: unknown sub-command ${JSON.stringify(written)}.`, hint)
}
