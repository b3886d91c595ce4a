import { FailureError } from '../../state/model/failure.ts'

/** The command in messages. Scripts of fleetmux run in `sh`, which the user did not type. */
export function commandWords(command = ''): string {
  return command === '' || command === 'sh' ? 'the command' : `\`${command}\``
}

/** `commandWords` at the beginning of a sentence. */
export function commandSubject(command: string | undefined): string {
  return commandWords(command).replace(/^the /, 'The ')
}

/** `waits`: the command has not started; `runs`: it may have changed something; `reads`: it runs, and only reads. */
export type CommandStage = 'waits' | 'runs' | 'reads'

/** The failure of a command that passed its time limit. `reason`: why it has not started or ended. */
export function lateCommand(
  { host, command }: Named,
  limit: number,
  stage: CommandStage,
  reason: string | undefined,
): FailureError {
  const verb = stage === 'waits' ? 'did not start within' : 'took longer than'
  const why = reason ?? (stage === 'waits' ? 'the host gave no answer' : undefined)
  const unknown =
    stage === 'runs'
      ? 'It may still run, or have done its work: check that on the host before you try again. '
      : ''
  return new FailureError({
    kind: 'late',
    host,
    what: `${commandSubject(command)} ${verb} ${limit / 1000} s.`,
    ...(why !== undefined && { why }),
    hint: `${unknown}${testIt(host)}`,
  })
}

export function cancelledCommand({ host, command }: Named, reason: unknown): FailureError {
  if (reason instanceof FailureError) return reason
  return new FailureError({
    kind: 'refused',
    host,
    what: `${commandSubject(command)} was cancelled.`,
    hint: 'If it had started, check on the host what it has already done.',
  })
}

export function brokenCommand({ host, command }: Named): FailureError {
  const what = `The connection broke while ${commandWords(command)} ran.`
  const hint = 'Check on the host whether the command took effect before you try again.'
  return new FailureError({ kind: 'lost', host, what, hint })
}

export function closedTransport(host: string): FailureError {
  return new FailureError({
    kind: 'lost',
    host,
    what: 'fleetmux closed its connection to this host.',
    why: 'fleetmux was ending, or the configuration of the host was changed',
    hint: 'If a command was running, check on the host what it has already done.',
  })
}

export function testIt(host: string): string {
  return `Test the host: \`fleetmux hosts test ${host}\`.`
}

interface Named {
  readonly host: string
  readonly command: string | undefined
}
