import { FailureError, type FailureKind } from '../../state/model/failure.ts'
import { type Answer, readAnswer } from '../../state/worktrees/host-answer.ts'
import type { Outcome } from '../../state/worktrees/worktree-handle.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import { WORKTREE_EXITS as E } from './worktree-prelude.ts'

/** Milliseconds for what only reads or writes a repository; a large one takes a while. */
const DEADLINE = 120_000

/** Runs a script of ours on a host. @throws FailureError with what it says. */
export async function askHost(
  transport: Transport,
  script: string,
  args: readonly string[],
  deadline = DEADLINE,
): Promise<string> {
  const { argv, first } = sendUnseen(script, 'fleetmux', args)
  const result = await transport.run(argv, { first, deadline })
  if (result.code === 0) return result.stdout.toString('utf8')
  throw failureOf(transport.host, result.code, result.stderr.toString('utf8'))
}

export async function answerOf(...asked: Parameters<typeof askHost>): Promise<Answer> {
  return readAnswer(await askHost(...asked))
}

/** What an operation prints: \`done\`, \`before\`, \`after\`, conflicts and notes. */
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

function failureOf(host: string, code: number, stderr: string): FailureError {
  if (/No space left on device|Disk quota exceeded/i.test(stderr))
    return new FailureError({
      ...{ kind: 'remote', host, what: 'It could not be done.', why: 'its disk is full' },
      now: 'Make room there and try again.',
    })
  const line = stderr.trim().split('\n').at(-1) || `exit code ${code}`
  const [kind, now] = WORDS[code] ?? ['remote', undefined]
  const what = `${line[0]?.toUpperCase() ?? ''}${line.slice(1)}.`
  return new FailureError({ kind, host, what, ...(now !== undefined && { now }) })
}

const WORDS: Readonly<Partial<Record<number, readonly [FailureKind, string | undefined]>>> = {
  [E.missing]: ['missing', 'See `fleetmux work list`.'],
  [E.busy]: ['refused', 'Wait for its end, or end it: fleetmux work abort.'],
  [E.noGit]: ['remote', 'Install git there, or choose another host.'],
  [E.refused]: ['refused', undefined],
  [E.oldGit]: ['remote', 'Install git 2.38 or newer there.'],
  [E.notOurs]: ['refused', 'See who made it, and move it away.'],
  [E.exists]: ['refused', 'Choose another name with --branch.'],
  [E.noRepository]: ['remote', 'Name a repository there with --repo.'],
}
