import type { CellRecord } from '../cell.ts'
import type { ModelRow, PairRow } from './comparison.ts'
import type { Interval } from './statistics.ts'

/** Texts and numbers that all reports share. */

/** `+`: passed, `-`: failed, `?`: not judged, `.`: no result yet. */
export function markOf(record: CellRecord | null): string {
  if (!record) return '.'
  if (record.verdict === 'pass') return '+'
  return record.verdict === 'fail' ? '-' : '?'
}

/** The result of a benchmark attempt as text, such as `+ 12s $0.01`; without a verdict, how it ended: `? quota`. */
export function cellText(record: CellRecord | null): string {
  if (!record) return '.'
  const mark = markOf(record)
  if (record.verdict === 'none') return `${mark} ${record.end}`
  const end = record.end === 'ok' ? '' : ` ${record.end}`
  const cost = record.costUsd === null ? '' : ` ${dollars(record.costUsd)}`
  return `${mark} ${seconds((record.endedAt - record.startedAt) / 1000)}${cost}${end}`
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

export function rateOf({ passed, scored }: Pick<ModelRow, 'passed' | 'scored'>): string {
  return scored === 0 ? 'unknown' : percent(passed / scored)
}

export function intervalText(interval: Interval | null): string {
  if (!interval) return 'unknown'
  return `${(interval.low * 100).toFixed(0)} to ${(interval.high * 100).toFixed(0)} %`
}

export function dollars(value: number | null): string {
  if (value === null) return 'unknown'
  return `$${value < 0.1 ? value.toFixed(4) : value.toFixed(2)}`
}

export function seconds(value: number | null): string {
  if (value === null) return 'unknown'
  if (value < 100) return `${value.toFixed(value < 10 ? 1 : 0)}s`
  return `${Math.floor(value / 60)}m${String(Math.round(value % 60)).padStart(2, '0')}s`
}

/** The result of comparing two models: `claude better (p=0.031)`, or `tied` if the difference is not significant. */
export function pairText({ one, other, verdict, corrected }: PairRow): string {
  const p = corrected < 0.001 ? 'p<0.001' : `p=${corrected.toFixed(3)}`
  if (verdict === 'tied') return `tied (${p})`
  return `${verdict === 'one' ? one : other} better (${p})`
}

export function endsText({ ends }: Pick<ModelRow, 'ends'>): string {
  return [...ends].map(([end, count]) => `${count} ${end}`).join(', ')
}
