import type { BenchmarkView, PlannedCell } from '../benchmarks-handle.ts'
import type { CellRecord } from '../cell.ts'
import { modelsOf } from './json-report.ts'

/**
 * A JUnit file with a test suite for each model and suite. An attempt without a verdict is an error; one that has not
 * ended is skipped.
 */
export function junitReport(view: BenchmarkView): string {
  const suites = modelsOf(view).flatMap(model =>
    view.benchmark.suites.map(suite => ({
      name: `${model}.${suite}`,
      cells: view.cells.filter(cell => cell.model === model && cell.suite === suite),
    })),
  )
  const used = suites.filter(({ cells }) => cells.length > 0)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xml(view.benchmark.name)}">`,
    ...used.map(({ name, cells }) => suiteXml(view, name, cells)),
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteXml({ records }: BenchmarkView, name: string, cells: readonly PlannedCell[]): string {
  const all = cells.map(cell => ({ cell, record: records.get(cell.id) ?? null }))
  const count = (test: (record: CellRecord | null) => boolean) =>
    all.filter(({ record }) => test(record)).length
  const failures = count(record => record?.verdict === 'fail')
  const errors = count(record => record?.verdict === 'none')
  const skipped = count(record => record === null)
  const head = `tests="${all.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`
  return [
    `  <testsuite name="${xml(name)}" ${head}>`,
    ...all.map(({ cell, record }) => caseXml(name, cell, record)),
    '  </testsuite>',
  ].join('\n')
}

function caseXml(suite: string, cell: PlannedCell, record: CellRecord | null): string {
  const name = cell.attempt === 1 ? cell.case : `${cell.case} (attempt ${cell.attempt})`
  const time = record ? ((record.endedAt - record.startedAt) / 1000).toFixed(3) : '0'
  const head = `    <testcase classname="${xml(suite)}" name="${xml(name)}" time="${time}">`
  return `${head}${innerXml(record)}</testcase>`
}

function innerXml(record: CellRecord | null): string {
  if (!record) return '<skipped message="not ended"/>'
  if (record.verdict === 'pass') return ''
  const tag = record.verdict === 'fail' ? 'failure' : 'error'
  return `<${tag} type="${record.end}" message="${xml(record.detail)}"/>`
}

/** Escapes a text, and removes characters that XML 1.0 does not allow. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
