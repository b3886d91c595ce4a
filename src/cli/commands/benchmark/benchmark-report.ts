import type { BenchmarkView } from '../../../state/benchmarks/benchmarks-handle.ts'
import type { Call } from '../../command/command.ts'
import { makeDirectory, writeOwn } from '../../command/file.ts'
import { safeJson } from '../../print/json.ts'

export const FORMATS = ['json', 'markdown', 'csv', 'junit', 'html'] as const
type Format = (typeof FORMATS)[number]

/** Prints a result in the requested form, or writes it to --output. */
export async function report(call: Call, view: BenchmarkView): Promise<void> {
  const text = await render(formatOf(call), view)
  const output = call.flags.text('output')
  if (output === undefined) return call.print(text.replace(/\n$/, ''))
  const { dirname } = await import('node:path')
  const hint = `To write the result elsewhere: \`fleetmux benchmark show ${view.id} --output FILE\`.`
  await makeDirectory(dirname(output), hint)
  writeOwn(output, text, hint)
  call.say(`Wrote ${output}.`)
}

function formatOf({ flags }: Call): Format {
  const named = FORMATS.find(each => each === flags.text('format'))
  return named ?? (flags.is('json') ? 'json' : 'markdown')
}

async function render(format: Format, view: BenchmarkView): Promise<string> {
  switch (format) {
    case 'json': {
      const { benchmarkJson } = await import('../../../state/benchmarks/reports/json-report.ts')
      return `${safeJson(benchmarkJson(view), 2)}\n`
    }
    case 'csv':
      return (await import('../../../state/benchmarks/reports/csv-report.ts')).csvReport(view)
    case 'junit':
      return (await import('../../../state/benchmarks/reports/junit-report.ts')).junitReport(view)
    case 'html':
      return (await import('../../../state/benchmarks/reports/html-report.ts')).htmlReport(view)
    case 'markdown':
      return (await import('../../../state/benchmarks/reports/markdown-report.ts')).markdownReport(
        view,
      )
  }
}
