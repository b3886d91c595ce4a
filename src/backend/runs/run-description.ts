import { type Speech, speechSchema } from '../../state/runs/dialect.ts'
import { MOST_LISTED } from '../../state/runs/list-everywhere.ts'
import { type RunRow, type RunSpec, runSpecSchema } from '../../state/runs/spec.ts'
import { parseJson } from '../../state/text/parse-json.ts'

/** Parses a host's list of runs: two lines per run. */
export function readRows(host: string, text: string): readonly RunRow[] {
  const lines = text.split('\n', 2 * MOST_LISTED)
  const rows: RunRow[] = []
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const row = readRow(host, lines[at] ?? '', lines[at + 1] ?? '')
    if (row) rows.push(row)
  }
  return rows
}

/**
 * Parses the two lines that the list script prints for one run: its state and its JSON description. null: they are not
 * valid.
 */
export function readRow(host: string, head: string, json: string): RunRow | null {
  const [, state, code] = /^(running|ended|gone) (-|\d{1,3})$/.exec(head) ?? []
  const spec = readSpec(json)
  if (!spec || (state !== 'running' && state !== 'ended' && state !== 'gone')) return null
  return { host, spec, state, code: code === '-' ? null : Number(code) }
}

/** Parses the description of a run; null: the text is not a valid description. */
export function readSpec(json: string): RunSpec | null {
  return runSpecSchema.safeParse(parseJson(json)).data ?? null
}

/**
 * The conversation settings (prompt, directory, permissions) that were stored when the run started. If they cannot be
 * parsed, the prompt is empty.
 */
export function readSpeech(json: string, { cwd, permissions }: RunSpec): Speech {
  return speechSchema.safeParse(parseJson(json)).data ?? { prompt: '', cwd, permissions }
}
