import { FailureError } from '../state/model/failure.ts'
import type { Command } from '../state/model/messages/command.ts'
import { strip } from '../state/text/text.ts'
import { withDeadline } from './clock.ts'
import { start } from './process.ts'
import { collectOutput } from './transport/collect-output.ts'

/** Time limit for the user's command, in milliseconds. */
const DEADLINE = 10_000

/**
 * Runs the configured command with `sh -c`. The alert is passed in the environment and never in the command line, since
 * parts of it come from panes. The command has no terminal, because the screen uses the terminal.
 * @throws FailureError if the command fails or exceeds the deadline (in milliseconds).
 */
export async function notify(
  { command, alert }: Extract<Command, { type: 'notify' }>,
  deadline = DEADLINE,
): Promise<void> {
  const child = start({
    file: 'sh',
    args: ['-c', command],
    env: {
      FLEETMUX_HOST: alert.host,
      FLEETMUX_SESSION: alert.session,
      FLEETMUX_STATE: alert.what,
      FLEETMUX_TEXT: alert.text,
      FLEETMUX_COUNT: String(alert.count),
    },
    stdin: 'ignore',
    detached: true,
  })
  const late = () =>
    failure('late', `it ran longer than ${deadline / 1000} s, so fleetmux killed it`)
  const { code, stderr } = await withDeadline({ deadline, late }, signal =>
    collectOutput(child, undefined, signal),
  )
  if (code === 0) return
  throw failure('remote', strip(stderr.toString().trim()).slice(0, 200) || `exit code ${code}`)
}

function failure(kind: 'late' | 'remote', why: string): FailureError {
  return new FailureError({
    kind,
    what: 'The command that fleetmux runs for notifications failed.',
    why,
    hint: 'Correct `notify.command` in config.json.',
  })
}
