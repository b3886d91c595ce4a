import { FailureError, type FailureKind } from '../../state/model/failure.ts'
import { sendUnseen } from './sent-script.ts'
import type { Result, RunOptions, Transport } from './transport.ts'

/** What the exit codes of a script mean, and what a person can do about each. A code that is not there is an error. */
export type ExitWords = Readonly<
  Partial<Record<number, readonly [kind: FailureKind, hint: string | undefined]>>
>

export interface ScriptWords {
  readonly exits: ExitWords
  /** What could not be done, in one sentence, where the disk there is full. */
  readonly full?: string
  /** The same for any other failure: what the script says is then the reason. */
  readonly what?: string
}

export interface AskScriptOptions extends ScriptWords, Pick<RunOptions, 'stdin' | 'signal'> {
  /** Milliseconds. */
  readonly deadline: number
}

/**
 * Runs a script of ours on a host, its arguments on stdin, and resolves with what it printed. The last line of its
 * standard error says in words why it fails. @throws FailureError with these words; those of the transport pass through.
 */
export async function askScript(
  transport: Transport,
  script: string,
  args: readonly string[],
  { exits, full, what, ...options }: AskScriptOptions,
): Promise<Result> {
  const { argv, first } = sendUnseen(script, 'fleetmux', args)
  const result = await transport.run(argv, { first, ...options })
  if (result.code === 0) return result
  throw scriptFailure(transport.host, result, {
    exits,
    ...(full !== undefined && { full }),
    ...(what !== undefined && { what }),
  })
}

/** What a script of ours says by its exit code and on standard error. */
export function scriptFailure(
  host: string,
  { code, stderr }: Pick<Result, 'code' | 'stderr'>,
  { exits, full = 'It could not be done.', what: whole }: ScriptWords,
): FailureError {
  const said = stderr.toString('utf8')
  if (/No space left on device|Disk quota exceeded/i.test(said))
    return new FailureError({
      ...{ kind: 'remote', host, what: full, why: 'its disk is full' },
      hint: 'Make room there and try again.',
    })
  const lines = (said.trim() || `exit code ${code}`).split('\n')
  if (whole !== undefined)
    return new FailureError({ kind: 'remote', host, what: whole, why: lines.slice(-3).join(' ') })
  const line = lines.at(-1) ?? ''
  const [kind, hint] = exits[code] ?? ['remote', undefined]
  const what = `${line[0]?.toUpperCase() ?? ''}${line.slice(1).replace(/\.$/, '')}.`
  return new FailureError({ kind, host, what, ...(hint !== undefined && { hint }) })
}
