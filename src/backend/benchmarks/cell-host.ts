import { FailureError } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import {
  type AskScriptOptions,
  askScript,
  type ExitTexts,
  scriptFailure,
} from '../transport/ask-script.ts'
import { excerpt } from '../transport/excerpt.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Result, Transport } from '../transport/transport.ts'
import {
  applyScript,
  CELL_EXITS,
  closeScript,
  copyScript,
  dropScript,
  executeScript,
  logScript,
  makeScript,
  placeScript,
  snapshotScript,
  versionScript,
} from './cell-scripts.ts'

/** Timeout for scripts that only move files on the host, in milliseconds. */
const DEADLINE = 120_000
/** Time allowed beyond a command's own timeout to interrupt, terminate and kill it, in milliseconds. */
const SLACK = 60_000
/** Maximum bytes of a command's output that the host stores; the rest is dropped. */
const MOST_OUTPUT = 8 * 1024 * 1024
/** Maximum bytes of the patch with the agent's work; a larger one is not fetched. */
export const MOST_PATCH = 16 * 1024 * 1024

/** How a command of a benchmark case ended. */
export interface Executed {
  readonly code: number
  /** `-`: ended on its own; `late`: timed out; `cut`: printed more than the limit. */
  readonly why: '-' | 'late' | 'cut'
  readonly bytes: number
}

export interface Execution {
  readonly kind: 'setup' | 'check' | 'check-setup'
  /** Timeout of the command, in seconds. */
  readonly limit: number
  readonly command: string
  readonly environment: Readonly<Record<string, string>>
}

/** Operations in the directory that a cell has on its host. All reject with a FailureError. */
export interface CellHost {
  readonly host: string
  /** The name of the cell's directory on the host. */
  readonly cell: string
  /** Creates the workspace unless it exists. `bundle` is called only if the host lacks the commit. */
  make(sha: string, bundle: () => Promise<Uint8Array>, homeFiles: readonly string[]): Promise<void>
  /** Absolute path of the cell's directory on the host. */
  directory(): Promise<string>
  execute(execution: Execution): Promise<Executed>
  log(kind: Execution['kind'], bytes: number): Promise<string>
  apply(patch: string): Promise<void>
  /** Returns the agent's work as a patch; null: it is larger than `MOST_PATCH`. */
  snapshot(): Promise<Buffer | null>
  copy(verifier: Uint8Array | null): Promise<void>
  drop(): Promise<void>
}

export function createCellHost(transport: Transport, benchmark: string, cell: string): CellHost {
  const ids = [benchmark, cell]
  const run = (script: string, args: readonly string[], more: AskOptions = {}) =>
    ask(transport, script, [...ids, ...args], more)

  async function place(sha: string) {
    const said = await ask(transport, placeScript, [benchmark, sha], {})
    const [root = '', base = ''] = said.stdout.toString('utf8').split('\n')
    if (!/^\/[^\p{C}\ufffd]{1,3000}$/u.test(root)) throw noPlace(transport.host, root)
    return { root, hasBase: base === 'base' }
  }

  return {
    host: transport.host,
    cell,
    async make(sha, bundle, homeFiles) {
      const { root, hasBase } = await place(sha)
      if (!hasBase)
        await transport.put(await bundle(), `${root}/base/${sha}.bundle`, { deadline: 600_000 })
      await run(makeScript, [sha, ...homeFiles])
    },
    directory: async () => `${(await place('none')).root}/cells/${cell}`,
    async execute({ kind, limit, command, environment }) {
      const entries = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
      const [dir, home] = kind === 'setup' ? ['work', 'home'] : ['check', 'check-home']
      const words = [dir, home, kind, String(limit), String(MOST_OUTPUT), String(entries.length)]
      const deadline = limit * 1000 + SLACK
      const said = await run(executeScript, [...words, ...entries, command], { deadline })
      return readExecuted(transport.host, said.stdout.toString('utf8'))
    },
    async log(kind, bytes) {
      const { stdout } = await run(logScript, [kind, String(bytes)])
      return stdout.toString('utf8')
    },
    async apply(patch) {
      await run(applyScript, [], { stdin: patch })
    },
    async snapshot() {
      const { stdout } = await run(snapshotScript, [String(MOST_PATCH + 1)])
      return stdout.length > MOST_PATCH ? null : stdout
    },
    async copy(verifier) {
      await run(copyScript, [], { stdin: verifier ?? '' })
    },
    async drop() {
      await run(dropScript, [])
    },
  }
}

/** Removes the files that the cells of a benchmark shared on a host, if no cell of the benchmark is left on it. */
export async function closeOn(transport: Transport, benchmark: string): Promise<void> {
  await ask(transport, closeScript, [benchmark], {})
}

/** The version that a program on this host reports. null: the host has no such program. */
export async function versionOn(transport: Transport, program: string): Promise<string | null> {
  const { argv, first } = sendUnseen(versionScript, 'fleetmux', [program])
  const result = await transport.run(argv, { first, deadline: 40_000 })
  if (result.code === CELL_EXITS.noProgram) return null
  if (result.code !== 0) {
    const what = `fleetmux could not find out the version of ${program} on the host.`
    throw scriptFailure(transport.host, result, { exits: {}, full: what, what })
  }
  return clean(result.stdout.toString('utf8').trim(), 200)
}

function readExecuted(host: string, text: string): Executed {
  const [, code, why, bytes] = /^(\d{1,3}) (-|late|cut) (\d{1,15})\n$/.exec(text) ?? []
  if (code !== undefined && (why === '-' || why === 'late' || why === 'cut'))
    return { code: Number(code), why, bytes: Number(bytes) }
  throw new FailureError({
    kind: 'remote',
    host,
    what: 'The host did not report the exit code of a command of the benchmark.',
    why: text.trim() === '' ? 'it answered nothing' : `it answered: ${excerpt(text).trim()}`,
    hint: `Test the host: \`fleetmux hosts test ${host}\`.`,
  })
}

/** Error messages for the scripts of a cell: the same message for every exit code. */
const CELL_HINTS: ExitTexts = {
  [CELL_EXITS.noGit]: ['remote', 'Install git on the host.'],
  [CELL_EXITS.notOurs]: [
    'remote',
    'Remove the named directory on the host, or set XDG_STATE_HOME on the host to a directory of your user.',
  ],
  [CELL_EXITS.missing]: [
    'remote',
    'Its directory on the host was removed: leave ~/.local/state/fleetmux/benchmark-cells there until the benchmark has ended.',
  ],
  [CELL_EXITS.noHomeFile]: [
    'remote',
    'Create the file on the host, or correct `home_files` in the benchmark file.',
  ],
  [CELL_EXITS.noSession]: ['remote', 'Install setsid (util-linux) or perl on the host.'],
}

const CELL_WORDS = {
  exits: CELL_HINTS,
  full: 'An attempt of the benchmark could not continue.',
  what: 'An attempt of the benchmark could not continue.',
} as const

type AskOptions = Partial<Pick<AskScriptOptions, 'stdin' | 'deadline'>>

function ask(
  transport: Transport,
  script: string,
  args: readonly string[],
  more: AskOptions,
): Promise<Result> {
  return askScript(transport, script, args, { ...CELL_WORDS, deadline: DEADLINE, ...more })
}

function noPlace(host: string, said: string): FailureError {
  return new FailureError({
    kind: 'remote',
    host,
    what: 'The directory for the benchmark on the host cannot be used.',
    why:
      said === ''
        ? 'the host did not print its path'
        : `its path is too long, or contains characters that fleetmux cannot use: ${said.slice(0, 200)}`,
    hint:
      said === ''
        ? `Test the host: \`fleetmux hosts test ${host}\`.`
        : 'Set XDG_STATE_HOME on the host to a directory whose path has only ordinary characters.',
  })
}
