import type { FailureError } from '../../state/model/failure.ts'
import { type Outgoing, type Speech, speechSchema } from '../../state/runs/dialect.ts'
import type { Told } from '../../state/runs/order.ts'
import { type RunRow, type RunSpec, runSpecSchema } from '../../state/runs/spec.ts'
import { parseJson } from '../../state/text/parse-json.ts'
import { askScript, type ExitTexts, scriptFailure } from '../transport/ask-script.ts'
import { type SentScript, sendUnseen } from '../transport/sent-script.ts'
import type { Result, Transport } from '../transport/transport.ts'
import { followScript } from './follow-script.ts'
import { EXITS, listScript, removeScript, sayScript, stopScript } from './host-scripts.ts'

/** Maximum number of runs listed per host. */
export const MOST_RUNS = 200
/** Time limit of a query, in milliseconds. */
const DEADLINE = 20_000

/** The newest runs of a host. Directories without a valid run description are skipped. */
export async function listRuns(transport: Transport): Promise<readonly RunRow[]> {
  const { stdout } = await ask(transport, listScript, [String(MOST_RUNS)])
  return readRows(transport.host, stdout.toString('utf8'))
}

/** Parses a host's list of runs: two lines per run. */
export function readRows(host: string, text: string): readonly RunRow[] {
  const lines = text.split('\n', 2 * MOST_RUNS)
  const rows: RunRow[] = []
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const row = readRow(host, lines[at] ?? '', lines[at + 1] ?? '')
    if (row) rows.push(row)
  }
  return rows
}

/** Parses the two lines of one run; null: they are not valid. */
export function readRow(host: string, head: string, json: string): RunRow | null {
  const [, state, code] = /^(running|ended|gone) (-|\d{1,3})$/.exec(head) ?? []
  const spec = readSpec(json)
  if (!spec || (state !== 'running' && state !== 'ended' && state !== 'gone')) return null
  return { host, spec, state, code: code === '-' ? null : Number(code) }
}

/** Parses the description of a run; null: the text is not one. */
export function readSpec(json: string): RunSpec | null {
  return runSpecSchema.safeParse(parseJson(json)).data ?? null
}

/** The conversation settings that were stored when the run started. If they cannot be parsed, the prompt is empty. */
export function readSpeech(json: string, { cwd, permissions }: RunSpec): Speech {
  return speechSchema.safeParse(parseJson(json)).data ?? { prompt: '', cwd, permissions }
}

/** Sends lines to a run's agent. The host accepts each key only once, from any sender. */
export async function tell(
  transport: Transport,
  id: string,
  lines: readonly Outgoing[],
): Promise<readonly Told[]> {
  const stdin = lines.map(({ key, line }) => `${key} ${line}\n`).join('')
  const { stdout } = await ask(transport, sayScript, [id], stdin)
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
  stdin?: string,
): Promise<Result> {
  const more = stdin === undefined ? {} : { stdin }
  return askScript(transport, script, args, { ...SAID, deadline: DEADLINE, ...more })
}

/** Converts a script's exit code and standard error to a failure. */
export function failureOf(host: string, result: Pick<Result, 'code' | 'stderr'>): FailureError {
  return scriptFailure(host, result, SAID)
}

const WORDS: ExitTexts = {
  [EXITS.exists]: ['refused', 'Choose another --run-id, or none.'],
  [EXITS.notOurs]: ['refused', 'See who made it, and move it away.'],
  [EXITS.missing]: ['missing', 'See `fleetmux run list`.'],
  [EXITS.noDirectory]: ['remote', 'Make it, or name another with --cwd.'],
  [EXITS.noSession]: ['remote', 'Install util-linux or perl there.'],
  [EXITS.over]: ['refused', undefined],
  [EXITS.noSpace]: ['remote', 'See whether its disk is full.'],
}

const SAID = { exits: WORDS, full: 'The run could not be written down.' }
