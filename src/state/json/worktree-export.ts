import { csvCell } from '../text/csv-cell.ts'
import type { Iteration, WorktreeRow } from '../worktrees/worktree.ts'
import { distance } from '../worktrees/worktree-text.ts'
import { incompleteJson } from './incomplete-json.ts'
import { iterationJson, worktreeJson } from './worktree-json.ts'

export const FORMATS = ['json', 'ndjson', 'csv', 'markdown'] as const
export type ExportFormat = (typeof FORMATS)[number]

export interface Exported {
  readonly row: WorktreeRow
  readonly iterations: readonly Iteration[]
}

/** The lines of an export file. `json` must escape control characters, so that the text is safe for a terminal. */
export function exportText(
  format: ExportFormat,
  all: readonly Exported[],
  json: (value: unknown, indent?: number) => string,
): readonly string[] {
  if (format === 'json') {
    const incomplete = incompleteJson(all.map(({ row }) => row))
    return [json({ version: 1, ...incomplete, sessions: all.map(document) }, 2)]
  }
  if (format === 'ndjson') return all.map(each => json(document(each)))
  return format === 'csv' ? csvLines(all) : all.flatMap(markdownLines)
}

function document({ row, iterations }: Exported) {
  return { ...worktreeJson(row), iterationRecords: iterations.map(iterationJson) }
}

const COLUMNS = [
  ...['sessionId', 'name', 'host', 'agent', 'branchName', 'number', 'startTime', 'endTime', 'end'],
  ...['exitCode', 'changedCount', 'testResult', 'testExitCode', 'promptTokens'],
  ...['completionTokens', 'totalTokens', 'costUsd', 'model', 'commitSha', 'prompt'],
]

function csvLines(all: readonly Exported[]): readonly string[] {
  const rows = all.flatMap(({ row, iterations }) =>
    iterations.map(each => {
      const { name, agent, branchName } = row.spec
      const values: Readonly<Record<string, unknown>> = {
        ...{ ...iterationJson(each), name, agent, branchName, host: row.host },
      }
      return COLUMNS.map(column => csvCell(values[column])).join(',')
    }),
  )
  return [COLUMNS.join(','), ...rows]
}

function markdownLines({ row, iterations }: Exported): readonly string[] {
  const { spec, host, state } = row
  const lines = iterations.map(each => {
    const cost = each.costUsd == null ? '' : `$${each.costUsd.toFixed(4)}`
    const cells = [each.number, each.end, each.testResult, each.changedCount]
    const more = [each.totalTokens ?? '', cost, each.prompt.split('\n')[0] ?? '']
    return `| ${[...cells, ...more].map(cell => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  })
  return [
    `## ${spec.name}`,
    '',
    `${state} on ${host}: \`${spec.branchName}\`, ${distance(row)} of \`${spec.baseBranch}\`, by ${spec.agent}`,
    '',
    '| # | end | script | files | tokens | cost | prompt |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    '',
  ]
}
