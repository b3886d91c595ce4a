import type { FailureError } from '../../state/model/failure.ts'
import { askScript, type ExitTexts, scriptFailure } from '../transport/ask-script.ts'
import type { Result, RunOptions, Transport } from '../transport/transport.ts'
import { PLAYBOOK_EXITS } from './playbook-scripts.ts'

/** Timeout for one request to a host, in milliseconds. */
const DEADLINE = 30_000

/**
 * Runs a script on the host. Process lists do not show its arguments.
 * @throws FailureError with the script's message.
 */
export async function askHost(
  transport: Transport,
  script: string,
  words: readonly string[],
  more: Pick<RunOptions, 'keepsPrinting'> = {},
): Promise<Buffer> {
  const options = { deadline: DEADLINE, exits: WORDS, ...more }
  const { stdout } = await askScript(transport, script, words, options)
  return stdout
}

/** Translates a script's exit code and standard error into a failure. */
export function playbookFailure(
  host: string,
  result: Pick<Result, 'code' | 'stderr'>,
): FailureError {
  return scriptFailure(host, result, { exits: WORDS })
}

const LIST = '`fleetmux playbook list` shows the playbooks.'

const WORDS: ExitTexts = {
  [PLAYBOOK_EXITS.notOurs]: ['refused', 'Check who created that directory, and move it away.'],
  [PLAYBOOK_EXITS.missing]: ['missing', LIST],
  [PLAYBOOK_EXITS.noDirectory]: [
    'remote',
    'Create the directory on the host, or name another one with --dir.',
  ],
  [PLAYBOOK_EXITS.over]: ['refused', LIST],
  [PLAYBOOK_EXITS.running]: [
    'refused',
    'Wait until that playbook ends, or stop it: `fleetmux playbook stop ID`.',
  ],
  [PLAYBOOK_EXITS.noTmux]: ['missing', 'Install tmux on the host.'],
  [PLAYBOOK_EXITS.noRepository]: [
    'refused',
    'Choose a directory in a git repository, or start the playbook without --branch.',
  ],
  [PLAYBOOK_EXITS.notStarted]: [
    'late',
    'The host may be overloaded. Check with `fleetmux playbook list` whether the playbook runs before you try again.',
  ],
  [PLAYBOOK_EXITS.noGate]: ['refused', '`fleetmux playbook show ID` shows what the playbook does.'],
}
