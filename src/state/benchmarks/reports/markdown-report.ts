import type { BenchmarkView } from '../benchmarks-handle.ts'
import { type Comparison, compare } from './comparison.ts'
import { statusOf } from './json-report.ts'
import {
  cellText,
  dollars,
  endsText,
  intervalText,
  pairText,
  percent,
  rateOf,
  seconds,
} from './report-text.ts'

/** The complete result as Markdown, for readers and pull requests. */
export function markdownReport(view: BenchmarkView): string {
  const comparison = compare(view)
  return [
    `# ${text(view.benchmark.name)}`,
    ...(view.benchmark.description ? ['', text(view.benchmark.description)] : []),
    '',
    summary(view),
    '',
    ...modelTable(comparison),
    ...pairTable(comparison),
    ...caseTable(comparison),
    '',
  ].join('\n')
}

function summary(view: BenchmarkView): string {
  const records = [...view.records.values()]
  const scored = records.filter(({ verdict }) => verdict !== 'none').length
  const { cells, hosts } = view
  return `${statusOf(view)}: ${records.length} of ${cells.length} attempts have ended, ${scored} have a score, on ${hosts.map(text).join(', ')}.`
}

function modelTable({ models, attempts }: Comparison): readonly string[] {
  const ks = attempts > 1 ? Array.from({ length: attempts }, (_, at) => at + 1) : []
  const titles = [
    ...['Model', 'Passed', 'Scored', 'Planned', 'Rate', '95 %', 'Cost', 'Cost per solved'],
    ...['Mean time', ...ks.flatMap(k => [`pass@${k}`, `pass^${k}`]), 'Ends'],
  ]
  return table(
    titles,
    models.map(model => [
      ...[text(model.name), model.passed, model.scored, model.planned, rateOf(model)].map(String),
      ...[intervalText(model.interval), dollars(model.costUsd), dollars(model.costPerSolved)],
      seconds(model.meanSec),
      ...ks.flatMap(k => {
        const at = model.passAt.find(each => each.k === k)
        return at ? [percent(at.any), percent(at.all)] : ['unknown', 'unknown']
      }),
      endsText(model),
    ]),
  )
}

function pairTable({ pairs, attempts }: Comparison): readonly string[] {
  if (pairs.length === 0) return []
  const how = attempts === 1 ? "McNemar's exact test" : 'a bootstrap over cases'
  return [
    '',
    `## Pairs`,
    '',
    `By ${how}, corrected for the number of pairs (Holm). Tied: there are too few cases to show a difference.`,
    '',
    ...table(
      ['One', 'Other', 'Cases', 'Only one', 'Only other', 'Difference', '95 %', ''],
      pairs.map(pair => [
        ...[text(pair.one), text(pair.other)],
        ...[pair.cases, pair.onlyOne, pair.onlyOther].map(String),
        ...[percent(pair.difference), intervalText(pair.interval), text(pairText(pair))],
      ]),
    ),
  ]
}

function caseTable({ cases, models }: Comparison): readonly string[] {
  return [
    '',
    '## Cases',
    '',
    '`+` passed, `-` failed, `?` without a verdict, `.` not ended.',
    '',
    ...table(
      ['Case', ...models.map(({ name }) => text(name)), 'Differs'],
      cases.map(({ name, cells, differs }) => [
        text(name),
        ...models.map(({ key }) => (cells.get(key) ?? []).map(cellText).map(text).join(', ')),
        differs ? 'yes' : '',
      ]),
    ),
  ]
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)]
}

/** Escapes characters that Markdown would read as a table, link or tag. */
function text(words: string): string {
  return words.replaceAll(/[\\|<>[\]`*_]/g, '\\$&').replaceAll(/\s+/g, ' ')
}
