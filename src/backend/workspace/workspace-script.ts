import { FailureError, type FailureKind } from '../../state/model/failure.ts'
import { isSessionId } from '../../state/tracked/registry.ts'
import { searchPathScript } from '../transport/search-path.ts'
import { type SentScript, sendUnseen } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'

export interface ScriptOptions {
  readonly stdin?: string
  /** Timeout of the script on the host, in milliseconds. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
}

/** Exit codes of the workspace scripts, for errors whose messages cannot be recognised. */
export const SCRIPT_EXITS = {
  noGit: 41,
  exists: 42,
  noPlace: 43,
  missing: 44,
  notOurs: 45,
} as const

/**
 * First lines of every script: English messages of git, a clean environment, and shell functions. `ours DIRECTORY`:
 * whether this user owns the directory, so that files in it are trusted. `kept DIRECTORY`: whether no other user can
 * replace what this user creates in the directory. `home PATH`: expands `~/`.
 */
const prelude = `
${searchPathScript}
seek git
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY
LC_ALL=C GIT_TERMINAL_PROMPT=0 GIT_LFS_SKIP_SMUDGE=1
export LC_ALL GIT_TERMINAL_PROMPT GIT_LFS_SKIP_SMUDGE
quiet() { git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.splitIndex=false \\
  -c gc.auto=0 -c maintenance.auto=false "$@"; }
ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
kept() { case $(LC_ALL=C ls -ld "$1/." 2>/dev/null) in d???????w[!tT]*|'') return 1 ;; esac; }
home() { case $1 in "~/"*) printf '%s' "\${HOME:?}/\${1#??}" ;; *) printf '%s' "$1" ;; esac; }
`

/**
 * Runs a POSIX script on the host and resolves with its output.
 * @throws FailureError, with separate messages for a full disk, a missing git and other errors. Errors of the transport
 * are passed on.
 */
export async function runScript(
  { host, run }: Transport,
  what: string,
  script: string,
  args: readonly string[],
  { signal, ...options }: ScriptOptions,
): Promise<string> {
  const { argv, first } = scriptWords(script, args)
  const result = await run(argv, { ...options, first, ...(signal && { signal }) })
  if (result.code === 0) return result.stdout.toString()
  throw new FailureError({ host, ...explain(what, result.code, result.stderr.toString()) })
}

/** The command and stdin that run a script on a host. The shell functions of `prelude` are put before the script. */
export function scriptWords(script: string, args: readonly string[]): SentScript {
  return sendUnseen(`${prelude}${script}`, 'fleetmux', args)
}

function explain(what: string, code: number, stderr: string) {
  const why =
    stderr.trim().split('\n').slice(-3).join(' ') ||
    `the host gave no reason, only the exit code ${code}`
  const failed = { kind: 'remote', what, why } as const
  if (/No space left on device|Disk quota exceeded/i.test(stderr))
    return {
      ...failed,
      why: 'the disk of the host is full',
      hint: 'Free disk space on the host and try again.',
    }
  if (code === SCRIPT_EXITS.noGit)
    return {
      ...failed,
      why: 'git is not installed on the host',
      hint: 'Install git on the host.',
    }
  const [kind, hint] = EXIT_HINTS[code] ?? ['remote', 'Correct this on the host, then try again.']
  return { ...failed, kind, hint }
}

const EXIT_HINTS: Readonly<Partial<Record<number, readonly [kind: FailureKind, hint: string]>>> = {
  [SCRIPT_EXITS.missing]: [
    'missing',
    'Check on the host whether somebody has removed or moved that directory.',
  ],
  [SCRIPT_EXITS.notOurs]: ['refused', 'If you want to remove this directory, do it by hand.'],
  [SCRIPT_EXITS.exists]: ['refused', 'Try again: fleetmux then uses another name.'],
  [SCRIPT_EXITS.noPlace]: [
    'remote',
    'On the host, correct the owner and the permissions of one of these directories.',
  ],
}

/** Checks an id that will be part of paths on hosts. @throws FailureError if it is not a session id. */
export function requireId(id: string): void {
  if (isSessionId(id)) return
  throw new FailureError({
    ...{ kind: 'usage', what: `${JSON.stringify(id)} is not a session id.` },
    hint: '`fleetmux list` lists the sessions with their ids.',
  })
}
