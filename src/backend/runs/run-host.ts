import type { FailureError } from '../../state/model/failure.ts'
import type { Outgoing } from '../../state/runs/dialect.ts'
import { MOST_LISTED } from '../../state/runs/list-everywhere.ts'
import type { LineOutcome } from '../../state/runs/order.ts'
import type { RunRow } from '../../state/runs/spec.ts'
import { askScript, type ExitTexts, scriptFailure } from '../transport/ask-script.ts'
import { type SentScript, sendUnseen } from '../transport/sent-script.ts'
import type { Result, RunOptions, Transport } from '../transport/transport.ts'
import { followScript } from './follow-script.ts'
import { EXITS, listScript, removeScript, sayScript, stopScript } from './run-scripts.ts'

/** Time limit of a command that asks a host about its runs or changes one, in milliseconds. */
const DEADLINE = 20_000

/** The newest runs of a host. Directories without a valid run description are skipped. */
export async function listRuns(transport: Transport): Promise<readonly RunRow[]> {
  // Loaded only now: loading the schemas takes longer than starting a run, which does not need them.
  const { readRows } = await import('./run-description.ts')
  const { stdout } = await ask(transport, listScript, [String(MOST_LISTED)], {
    keepsPrinting: true,
  })
  return readRows(transport.host, stdout.toString('utf8'))
}

/** Sends lines to a run's agent. `key` identifies a line: the host accepts each key only once, from any sender. */
export async function sendLines(
  transport: Transport,
  id: string,
  lines: readonly Outgoing[],
): Promise<readonly LineOutcome[]> {
  const stdin = lines.map(({ key, line }) => `${key} ${line}\n`).join('')
  const { stdout } = await ask(transport, sayScript, [id], { stdin })
  return stdout
    .toString('utf8')
    .split('\n')
    .filter(word => word === 'taken' || word === 'known' || word === 'over')
}

export async function stopRun(transport: Transport, id: string, reason: string): Promise<void> {
  await ask(transport, stopScript, [id, reason])
}

export async function removeRun(transport: Transport, id: string): Promise<void> {
  await ask(transport, removeScript, [id])
}

/** The command that prints a run's streams from these byte offsets on. */
export function sendFollowScript(id: string, out: number, err: number): SentScript {
  return sendUnseen(followScript, 'fleetmux', [id, String(out), String(err)])
}

function ask(
  transport: Transport,
  script: string,
  args: readonly string[],
  more: Pick<RunOptions, 'stdin' | 'keepsPrinting'> = {},
): Promise<Result> {
  return askScript(transport, script, args, { ...SAID, deadline: DEADLINE, ...more })
}

/** Converts a script's exit code and standard error to a failure. */
export function failureOf(host: string, result: Pick<Result, 'code' | 'stderr'>): FailureError {
  return scriptFailure(host, result, SAID)
}

const WORDS: ExitTexts = {
  [EXITS.exists]: ['refused', 'Choose another --run-id, or omit it.'],
  [EXITS.notOurs]: [
    'refused',
    'On the host, move that directory away, or remove the permissions of others: `chmod go-w DIRECTORY`.',
  ],
  [EXITS.missing]: ['missing', '`fleetmux run list` shows the runs.'],
  [EXITS.noDirectory]: ['remote', 'Create that directory, or name another one with --cwd.'],
  [EXITS.noSession]: ['remote', 'Install util-linux or perl on the host.'],
  [EXITS.over]: ['refused', undefined],
  [EXITS.noSpace]: [
    'remote',
    'On the host, check whether the disk is full, and whether you own that directory.',
  ],
  [EXITS.noProcess]: [
    'remote',
    'On the host, check whether you may start more processes (`ulimit -u`), and whether the disk is full.',
  ],
}

const SAID = { exits: WORDS, full: 'The record of the run could not be written.' }
