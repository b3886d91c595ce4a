import type { SearchResult } from '../../../state/files/host-files.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED, SOME_FAILED } from '../../command/exit.ts'
import type { Flag } from '../../command/flag.ts'

export const HIDDEN: Flag = {
  kind: 'switch',
  letter: 'a',
  about: 'Also names that begin with a dot; .git never',
}
export const LIMIT: Flag = { kind: 'text', about: 'Maximum number of results; default 1000' }

/** Says whether results were cut off. Returns the exit code. */
export function exitOfSearch(
  call: Call,
  { count, isCut }: SearchResult,
  mayBeEmpty: boolean,
): number {
  if (isCut)
    call.say(
      `Only the first ${count === 1 ? 'result is' : `${count} results are`} shown. Raise --limit, or search in a sub-directory.`,
    )
  if (isCut) return SOME_FAILED
  return count > 0 || mayBeEmpty ? DONE : FAILED
}
