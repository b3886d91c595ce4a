import { FailureError, type FailureKind } from '../../state/model/failure.ts'
import { testIt } from './command-failure.ts'
import { sendUnseen } from './sent-script.ts'
import type { Result, RunOptions, Transport } from './transport.ts'

/**
 * The kind of failure and the hint for each exit code of a script. An exit code without an entry is a remote failure.
 */
export type ExitTexts = Readonly<
  Partial<Record<number, readonly [kind: FailureKind, hint: string | undefined]>>
>

export interface ScriptArgs {
  readonly exits: ExitTexts
  /** The failure's sentence if the host's disk is full. */
  readonly full?: string
  /**
   * The failure's sentence for all other exit codes; the last lines of the script's stderr are then the reason. If
   * missing, the last line of stderr is itself the sentence.
   */
  readonly what?: string
}

export interface AskScriptOptions
  extends ScriptArgs,
    Pick<RunOptions, 'stdin' | 'signal' | 'keepsPrinting'> {
  /** Time limit of the script, in milliseconds. */
  readonly deadline: number
}

/**
 * Runs one of our scripts on a host, with its arguments on stdin, and resolves with its result.
 * @throws FailureError if the script fails: `exits` gives kind and hint for its exit code, `full` the sentence if the
 * disk is full, `what` the sentence otherwise. Errors of the transport are passed on.
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

/** The sentence for a script that tells nothing. */
const UNDONE = 'The host could not carry out the request.'

/** Converts a script's exit code and stderr to a failure. */
export function scriptFailure(
  host: string,
  { code, stderr }: Pick<Result, 'code' | 'stderr'>,
  { exits, full = UNDONE, what: whole }: ScriptArgs,
): FailureError {
  const said = stderr.toString('utf8')
  if (/No space left on device|Disk quota exceeded/i.test(said))
    return new FailureError({
      ...{ kind: 'remote', host, what: full, why: 'the disk of the host is full' },
      hint: 'Free disk space on the host and try again.',
    })
  const [kind = 'remote', hint] = exits[code] ?? []
  if (said.trim() === '')
    return new FailureError({
      ...{ kind, host, what: whole ?? UNDONE },
      why: `the script of fleetmux on the host ended with exit code ${code} and printed no reason`,
      hint: hint ?? testIt(host),
    })
  const lines = said.trim().split('\n')
  if (whole !== undefined)
    return new FailureError({ kind: 'remote', host, what: whole, why: lines.slice(-3).join(' ') })
  const line = lines.at(-1) ?? ''
  const what = `${line[0]?.toUpperCase() ?? ''}${line.slice(1).replace(/\.$/, '')}.`
  return new FailureError({ kind, host, what, ...(hint !== undefined && { hint }) })
}
