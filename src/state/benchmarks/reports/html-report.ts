import type { BenchmarkView } from '../benchmarks-handle.ts'
import { type CaseRow, type Comparison, compare } from './comparison.ts'
import { statusOf } from './json-report.ts'
import {
  cellText,
  dollars,
  endsText,
  intervalText,
  markOf,
  pairText,
  percent,
  rateOf,
  seconds,
} from './report-text.ts'

/** A self-contained HTML file: no external scripts or fonts, no network. */
export function htmlReport(view: BenchmarkView): string {
  const comparison = compare(view)
  const { name, description } = view.benchmark
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(name)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${html(name)}</h1>
<p>${html(description)}</p>
<p>${statusOf(view)}: ${view.records.size} of ${view.cells.length} cells ended, on ${html(view.hosts.join(', '))}.</p>
${modelTable(comparison)}
${pairTable(comparison)}
${caseTable(comparison)}
</body>
</html>
`
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 2rem; } table { border-collapse: collapse; margin: 0 0 2rem; }
th, td { padding: .25rem .75rem; border-bottom: 1px solid #8886; text-align: left; vertical-align: top; }
td.pass { background: #2a82; } td.fail { background: #c332; } td.none { background: #8882; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
#differ:checked ~ table tr.same { display: none; } .error { color: GrayText; }
`

function modelTable({ models, attempts }: Comparison): string {
  const ks = attempts > 1 ? Array.from({ length: attempts }, (_, at) => at + 1) : []
  const titles = [
    ...['Model', 'Passed', 'Scored', 'Planned', 'Rate', '95 %', 'Cost', 'Cost per solved'],
    ...['Mean time', ...ks.flatMap(k => [`pass@${k}`, `pass^${k}`]), 'Ends'],
  ]
  const rows = models.map(model => {
    const at = ks.flatMap(k => {
      const each = model.passAt.find(one => one.k === k)
      return each ? [percent(each.any), percent(each.all)] : ['unknown', 'unknown']
    })
    return row([
      ...[model.name, model.passed, model.scored, model.planned, rateOf(model)].map(String),
      ...[intervalText(model.interval), dollars(model.costUsd), dollars(model.costPerSolved)],
      ...[seconds(model.meanSec), ...at, endsText(model)],
    ])
  })
  return table(titles, rows)
}

function pairTable({ pairs, attempts }: Comparison): string {
  if (pairs.length === 0) return ''
  const how = attempts === 1 ? "McNemar's exact test" : 'a bootstrap over cases'
  const titles = ['One', 'Other', 'Cases', 'Only one', 'Only other', 'Difference', '95 %', '']
  const rows = pairs.map(pair =>
    row([
      ...[pair.one, pair.other, pair.cases, pair.onlyOne, pair.onlyOther].map(String),
      ...[percent(pair.difference), intervalText(pair.interval), pairText(pair)],
    ]),
  )
  return `<h2>Pairs</h2><p>By ${html(how)}, corrected for the number of pairs (Holm).
Tied: there are too few cases to show a difference.</p>${table(titles, rows)}`
}

function caseTable({ cases, models }: Comparison): string {
  const titles = ['Case', ...models.map(({ name }) => name)]
  const rows = cases.map(
    each =>
      `<tr class="${each.differs ? 'differs' : 'same'}"><th scope="row">${html(each.name)}</th>${models
        .map(({ key }) => caseCells(each, key))
        .join('')}</tr>`,
  )
  return `<h2>Cases</h2>
<p>+ passed, - failed, ? without a verdict, . not ended.</p>
<input type="checkbox" id="differ"><label for="differ"> Only where models differ</label>
${table(titles, rows)}`
}

function caseCells({ cells }: CaseRow, key: string): string {
  const records = cells.get(key) ?? []
  const marks = new Set(records.map(markOf))
  const kind = marks.size === 1 ? (KINDS[[...marks][0] ?? ''] ?? '') : ''
  const words = records.map(record => {
    const detail = record?.detail ? ` title="${html(record.detail)}"` : ''
    return `<span${detail}>${html(cellText(record))}</span>`
  })
  return `<td class="${kind}">${words.join('<br>')}</td>`
}

const KINDS: Readonly<Record<string, string>> = { '+': 'pass', '-': 'fail', '?': 'none' }

function table(titles: readonly string[], rows: readonly string[]): string {
  const head = titles.map(title => `<th scope="col">${html(title)}</th>`).join('')
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map(each => `<td>${html(each)}</td>`).join('')}</tr>`
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
