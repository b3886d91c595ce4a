import { randomUUID } from 'node:crypto'
import type { FilePlace } from '../../state/files/host-files.ts'
import { samePath } from '../../state/files/written-path.ts'
import { FailureError, type FailureText } from '../../state/model/failure.ts'
import type { HostTransports } from '../host-transports.ts'
import { type SentScript, sendUnseen } from '../transport/sent-script.ts'
import type { Result, RunOptions } from '../transport/transport.ts'
import { FILE_EXITS } from './scripts/path-script.ts'
import { shellPath } from './shell-bytes.ts'

/** Default time limit of a file script in milliseconds; reading a large directory takes a while. */
const DEADLINE = 60_000

/**
 * The call of a script for one path. Its first arguments are the mark (the random text that begins each output record),
 * the host's base directory and the path.
 */
export interface FileCall extends SentScript {
  readonly mark: string
}

export function fileCall(
  { config }: Pick<HostTransports, 'config'>,
  { host, path }: FilePlace,
  script: string,
  args: readonly string[],
): FileCall {
  const mark = `fleetmux-${randomUUID()}`
  const base = shellPath(config(host).directory ?? '')
  return { mark, ...sendUnseen(script, 'fleetmux', [mark, base, shellPath(path), ...args]) }
}

/** `what`: the message if the script fails. `known`: exit codes that are results and not failures. */
export interface FileCallOptions extends Pick<RunOptions, 'stdin' | 'signal' | 'deadline'> {
  readonly what: string
  readonly known?: readonly number[]
}

/** Runs a script to its end. @throws FailureError if the exit code is neither 0 nor one of `known`. */
export async function runFileCall(
  { to }: Pick<HostTransports, 'to'>,
  { host }: FilePlace,
  { argv, first }: FileCall,
  { what, known = [], deadline = DEADLINE, ...options }: FileCallOptions,
): Promise<Result> {
  const result = await to(host).run(argv, { ...options, deadline, first })
  if (result.code === 0 || known.includes(result.code)) return result
  throw new FailureError({ host, ...explain(what, result.code, result.stderr) })
}

/** Converts a script's exit code and standard error to a failure. */
export function explain(what: string, code: number, stderr: Uint8Array): FailureText {
  const said = Buffer.from(stderr).toString('latin1').trim()
  const why = samePath(lastLine(said)) || `exit code ${code}`
  if (
    code === FILE_EXITS.full ||
    /No space left on device|Disk quota exceeded|File too large/i.test(said)
  )
    return {
      kind: 'remote',
      what,
      why: 'the disk of the host is full',
      hint: 'Free disk space on the host and try again.',
    }
  return { kind: KINDS[code] ?? 'remote', what, why }
}

const KINDS: Readonly<Record<number, FailureText['kind']>> = {
  [FILE_EXITS.missing]: 'remote',
  [FILE_EXITS.wrongType]: 'refused',
  [FILE_EXITS.denied]: 'refused',
  [FILE_EXITS.exists]: 'refused',
  [FILE_EXITS.cutShort]: 'lost',
  [FILE_EXITS.cannotTell]: 'refused',
  [FILE_EXITS.refused]: 'refused',
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? ''
}
