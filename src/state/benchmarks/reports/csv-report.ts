import { csvCell } from '../../text/csv-cell.ts'
import type { BenchmarkView } from '../benchmarks-handle.ts'

const COLUMNS = [
  ...['model', 'suite', 'case', 'attempt', 'verdict', 'end', 'host', 'iterations', 'wall_sec'],
  ...['setup_sec', 'agent_sec', 'verify_sec', 'input_tokens', 'cache_read_tokens'],
  ...['cache_write_tokens', 'output_tokens', 'cost_usd', 'exit_code', 'agent_version', 'tries'],
  ...['detail', 'model_told', 'cost_by', 'prices_of', 'base_sha', 'fleetmux_version'],
]

/** One line for each planned attempt; unknown values are empty. */
export function csvReport({ cells, records }: BenchmarkView): string {
  const rows = cells.map(cell => {
    const record = records.get(cell.id)
    const named = [cell.model, cell.suite, cell.case, cell.attempt]
    if (!record) return [...named, ...new Array(COLUMNS.length - named.length).fill('')]
    const { phases, tokens } = record
    return [
      ...[...named, record.verdict, record.end, record.host, record.iterations],
      (record.endedAt - record.startedAt) / 1000,
      ...[phases.setupMs, phases.agentMs, phases.verifyMs].map(each => each / 1000),
      ...[tokens?.input, tokens?.cacheRead, tokens?.cacheWrite, tokens?.output],
      ...[record.costUsd, record.exitCode, record.agentVersion, record.tries.length],
      ...[record.detail, record.modelTold, record.costBy, record.pricesOf, record.sha],
      record.fleetmuxVersion,
    ]
  })
  return [COLUMNS, ...rows].map(row => `${row.map(csvCell).join(',')}\n`).join('')
}
