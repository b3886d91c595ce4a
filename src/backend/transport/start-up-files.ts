import type { FailureText } from '../../state/model/failure.ts'
import { excerpt } from './excerpt.ts'

/** Start-up files that login shells read before every command, even if no user logs in. */
const START_UP_FILES =
  '~/.bashrc (bash), ~/.zshenv (zsh), ~/.config/fish/config.fish (fish), ~/.cshrc or ~/.tcshrc (csh), ' +
  '~/.config/nushell (nu), ~/.ssh/rc, and those of all users in /etc'

/** The hint for a host that runs another command than the requested one. */
export const OTHER_COMMAND = `On the host, look for command="..." in ~/.ssh/authorized_keys, a ForceCommand, a login shell like nologin, and an exit or exec in ${START_UP_FILES}.`

/**
 * The failure if a command does not start on an ssh connection that worked before. If the host printed nothing, it may
 * also be frozen. `printed`: what the host printed instead of starting the command.
 */
export function noAnswerToStart(host: string, printed: string): FailureText {
  if (printed.trim() !== '') return noCommandStarts(host, printed)
  const { kind, why, hint } = noCommandStarts(host, printed)
  const what = 'The host accepted the login, but no command starts on it.'
  return { kind, host, what, why: `the host is frozen or cut off, or ${why}`, hint }
}

/** The failure of a host where the login succeeds but no command starts. `printed`: what it printed instead. */
export function noCommandStarts(host: string, printed: string): FailureText {
  const said = lastLine(printed)
  const cause =
    'a start-up file of the login shell asks a question, waits, or starts another program'
  return {
    kind: 'late',
    host,
    what: 'The login works, but commands do not start on the host.',
    why: said === '' ? cause : `${cause}; the host printed: ${said}`,
    hint: `On the host, check these files: ${START_UP_FILES}. Put commands that are only for interactive shells after \`[ -t 0 ] || return\`.`,
  }
}

function lastLine(text: string): string {
  const lines = excerpt(text).split('\n')
  return lines.findLast(line => line.trim() !== '')?.trim() ?? ''
}
