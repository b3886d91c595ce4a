import type { Readable } from 'node:stream'
import { FailureError } from '../../state/model/failure.ts'
import { withDeadline } from '../clock.ts'
import { type Child, start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import type { Result } from '../transport/transport.ts'

export interface GitOptions {
  /** Working directory, which must exist. */
  readonly directory: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Readable
  /** Timeout in milliseconds; default ten minutes. */
  readonly deadline?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Unsets variables that git hooks or aliases may have set in fleetmux's environment, and selects English messages,
 * because the messages are parsed.
 */
const surroundings: Readonly<Record<string, string | undefined>> = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
  GIT_SHALLOW_FILE: undefined,
  GIT_GRAFT_FILE: undefined,
  GIT_REPLACE_REF_BASE: undefined,
  GIT_ATTR_SOURCE: undefined,
  GIT_EXTERNAL_DIFF: undefined,
  GIT_DIFF_OPTS: undefined,
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}

/** git options that disable the hooks and background maintenance of the user's repository. */
const quietly = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.splitIndex=false',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap(setting => ['-c', setting])

/** Default timeout in milliseconds. Packing the largest allowed archive takes a minute or two. */
const usual = 600_000

/** Starts git on the local machine. The caller reads its output. */
export function startGit(args: readonly string[], { directory, env }: GitOptions): Child {
  return start({
    file: 'git',
    args: [...quietly, ...args],
    directory,
    env: { ...surroundings, ...env },
  })
}

/**
 * Runs git on the local machine and collects its output for any exit code.
 * @throws FailureError if git is not installed.
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<Result> {
  const { signal, stdin = '', deadline = usual } = options
  const what = `\`git ${subcommand(args)}\` on this machine took longer than ${deadline / 1000} s, so fleetmux ended it.`
  const hint = 'Try again when this machine and its disk are less busy.'
  const late = () => new FailureError({ kind: 'late', what, hint })
  const result = await withDeadline({ deadline, late, ...(signal && { signal }) }, limit =>
    collectOutput(startGit(args, options), stdin, limit),
  )
  if (result.code === 127) throw noGit()
  return result
}

/** The output of git. @throws FailureError with git's message if git fails. */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  const { code, stdout, stderr } = await runGit(args, options)
  if (code === 0) return stdout.toString()
  throw gitFailed(args, stderr.toString(), code)
}

/** The first line of git's output; null if git fails. For git commands whose failure means "no". */
export async function ask(args: readonly string[], options: GitOptions): Promise<string | null> {
  const { code, stdout } = await runGit(args, options)
  return code === 0 ? (stdout.toString().split('\n', 1)[0] ?? '') : null
}

export function gitFailed(args: readonly string[], stderr: string, code: number): FailureError {
  const why = stderr.trim() || `exit code ${code}`
  const hint = /No space left on device/.test(why)
    ? 'The disk of this machine is full: free some space.'
    : 'The reason is in the words of git. `git fsck` checks whether the repository on this machine is damaged.'
  return new FailureError({
    kind: 'refused',
    what: `\`git ${subcommand(args)}\` failed on this machine.`,
    why,
    hint,
  })
}

/** git's subcommand: the first word after `-c` options. */
function subcommand(args: readonly string[]): string {
  return args.find((word, at) => word !== '-c' && args[at - 1] !== '-c') ?? ''
}

function noGit(): FailureError {
  return new FailureError({
    kind: 'refused',
    what: 'git is not installed on this machine.',
    hint: 'Install git.',
  })
}
