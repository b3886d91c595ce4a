import type { FailureWords } from '../../state/model/failure.ts'
import { excerpt } from './excerpt.ts'

/** What each login shell reads before a command, also where no person is at it. */
const START_UP_FILES =
  '~/.bashrc (bash), ~/.zshenv (zsh), ~/.config/fish/config.fish (fish), ~/.cshrc or ~/.tcshrc (csh), ' +
  '~/.config/nushell (nu), ~/.ssh/rc, and those of all users in /etc'

/** Where to look on a host that runs something else than it was asked to. */
export const OTHER_COMMAND = `Look there for command="..." in ~/.ssh/authorized_keys, a ForceCommand, a login shell like nologin, and an exit or exec in ${START_UP_FILES}.`

/** A host that lets us in and starts no command. `printed`: what came instead. */
export function noCommandStarts(host: string, printed: string): FailureWords {
  const said = lastLine(printed)
  const cause = 'a start-up file of the login shell there asks, waits, or starts another program'
  return {
    kind: 'late',
    host,
    what: 'The login works, but commands do not start there.',
    why: said === '' ? cause : `${cause}; it printed: ${said}`,
    now: `Look there into these files: ${START_UP_FILES}. What is for a person only belongs behind \`[ -t 0 ] || return\`.`,
  }
}

function lastLine(text: string): string {
  const lines = excerpt(text).split('\n')
  return lines.findLast(line => line.trim() !== '')?.trim() ?? ''
}
