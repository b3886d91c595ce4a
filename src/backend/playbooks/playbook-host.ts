import { FailureError, type FailureKind } from '../../state/model/failure.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Result, Transport } from '../transport/transport.ts'
import { PLAYBOOK_EXITS } from './playbook-scripts.ts'

/** Milliseconds for one question to a host. */
const DEADLINE = 30_000

/** Runs a script of ours on the host, its words unseen by others. @throws FailureError in its words. */
export async function askHost(
  transport: Transport,
  script: string,
  words: readonly string[],
): Promise<Buffer> {
  const { argv, first } = sendUnseen(script, 'fleetmux', words)
  const result = await transport.run(argv, { first, deadline: DEADLINE })
  if (result.code === 0) return result.stdout
  throw playbookFailure(transport.host, result)
}

/** What a script of ours says by its exit code, and on standard error. */
export function playbookFailure(
  host: string,
  { code, stderr }: Pick<Result, 'code' | 'stderr'>,
): FailureError {
  const why = stderr.toString('utf8').trim().split('\n').at(-1) || `exit code ${code}`
  const [kind, now] = WORDS[code] ?? ['remote', undefined]
  const what = `${why[0]?.toUpperCase() ?? ''}${why.slice(1)}.`
  return new FailureError({ kind, host, what, ...(now !== undefined && { now }) })
}

const LIST = 'See `fleetmux playbook list`.'

const WORDS: Readonly<Partial<Record<number, readonly [FailureKind, string]>>> = {
  [PLAYBOOK_EXITS.notOurs]: ['refused', 'See who made it, and move it away.'],
  [PLAYBOOK_EXITS.missing]: ['missing', LIST],
  [PLAYBOOK_EXITS.noDirectory]: ['remote', 'Name another with --dir.'],
  [PLAYBOOK_EXITS.over]: ['refused', LIST],
  [PLAYBOOK_EXITS.running]: ['refused', 'Wait for its end, or stop it: fleetmux playbook stop ID.'],
  [PLAYBOOK_EXITS.noTmux]: ['missing', 'Install tmux there.'],
  [PLAYBOOK_EXITS.noGate]: ['refused', 'See `fleetmux playbook show ID`.'],
}
