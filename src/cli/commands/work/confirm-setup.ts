import { FailureError } from '../../../state/model/failure.ts'
import { strip } from '../../../state/text/text.ts'
import type { SetupCommand } from '../../../state/worktrees/worktree-handle.ts'
import type { Call } from '../../command/command.ts'
import { isYes } from '../../recipients/confirm.ts'

/** Prints the set-up command and asks for confirmation. Without a terminal, `--yes` is required. */
export async function confirmSetup(
  call: Call,
  { repository, command }: SetupCommand,
): Promise<boolean> {
  call.say(strip(`${repository} has a set-up command in .worktreesetup:`))
  for (const line of command.split('\n')) call.say(`    ${strip(line)}`)
  if (call.flags.is('yes')) return true
  if (!call.terminal.stdin)
    throw new FailureError({
      ...{
        kind: 'refused',
        what: 'The set-up command of the repository needs your permission, but stdin is not a terminal.',
      },
      hint: 'Check the command above, then use --yes, or replace it with --setup COMMAND.',
    })
  call.say('The worktree is created in any case.')
  return isYes(call, 'Run this command in the new worktree?')
}
