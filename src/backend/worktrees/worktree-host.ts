import { type Answer, readAnswer } from '../../state/worktrees/host-answer.ts'
import type { Outcome } from '../../state/worktrees/worktree-handle.ts'
import { askScript, type ExitTexts } from '../transport/ask-script.ts'
import type { RunOptions, Transport } from '../transport/transport.ts'
import { WORKTREE_EXITS as E } from './worktree-prelude.ts'

/**
 * Timeout for scripts that only read or write a repository, in milliseconds. Long, because a repository may be large.
 */
const DEADLINE = 120_000

/** Runs a script on a host. @throws FailureError with the script's message. */
export async function askHost(
  transport: Transport,
  script: string,
  args: readonly string[],
  deadline = DEADLINE,
  more: Pick<RunOptions, 'keepsPrinting'> = {},
): Promise<string> {
  const options = { deadline, exits: WORDS, full: FULL, ...more }
  const { stdout } = await askScript(transport, script, args, options)
  return stdout.toString('utf8')
}

/**
 * Runs a script that prints a list. It fails soon if the host prints nothing, so that one silent host does not delay a
 * list of several hosts.
 */
export function askList(...[transport, script, args]: Parameters<typeof askHost>): Promise<string> {
  return askHost(transport, script, args, DEADLINE, { keepsPrinting: true })
}

export async function answerOf(...asked: Parameters<typeof askHost>): Promise<Answer> {
  return readAnswer(await askHost(...asked))
}

/** Runs a script that carries out an operation on a worktree session, and parses its output into the `Outcome`. */
export async function outcomeOf(...asked: Parameters<typeof askHost>): Promise<Outcome> {
  return readOutcome(await answerOf(...asked))
}

export function readOutcome(answer: Answer): Outcome {
  return {
    done: answer.one('done') !== 'no',
    conflicts: answer.all('conflict'),
    before: answer.one('before'),
    after: answer.one('after'),
    notes: answer.all('note'),
  }
}

const FULL = 'The operation on the worktree session was not completed.'

const WORDS: ExitTexts = {
  [E.missing]: ['missing', '`fleetmux work list` lists the worktree sessions.'],
  [E.gone]: ['missing', undefined],
  [E.busy]: ['refused', 'Wait until the operation has ended.'],
  [E.noGit]: ['remote', 'Install git on the host.'],
  [E.refused]: ['refused', undefined],
  [E.oldGit]: ['remote', 'Install git 2.38 or newer on the host.'],
  [E.notOurs]: ['refused', 'Check who created that directory, and move it away.'],
  [E.exists]: ['refused', 'Choose another name with --branch.'],
  [E.notWritten]: [
    'remote',
    'On the host, check whether the disk is full, and who owns that path.',
  ],
  [E.noRepository]: ['remote', 'Name a repository on the host with --repo.'],
}
