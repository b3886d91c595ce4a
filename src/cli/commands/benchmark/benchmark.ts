import type { Benchmarks, BenchmarkView } from '../../../state/benchmarks/benchmarks-handle.ts'
import { BenchmarkFileError } from '../../../state/benchmarks/file/benchmark-file-error.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE, FAILED, SOME_FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { orderOf } from './benchmark-order.ts'
import { FORMATS, report } from './benchmark-report.ts'
import { listBenchmarks, printPlan } from './benchmark-tables.ts'

const WORDS: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  list: listBenchmarks,
  show: showBenchmark,
  stop: stopBenchmark,
}

export const benchmark: Command = {
  name: 'benchmark',
  usage: 'FILE.yaml [--models M,...] [--on HOST,...]  |  benchmark list|show|stop [ID]',
  summary: 'Compare agents and models on the cases of a YAML file, on many hosts',
  details: `
Each model gets each case in a workspace of its own; the result is verified in a clean copy. The same command
continues an interrupted benchmark: finished attempts (a model at a case) are not run again, and those that still run
are resumed; more models or --attempts only add attempts. Ctrl-C starts no further attempts, and the running ones
continue. A batch plan (matrix:) works in the same way. The file format is that of Amp Session Manager; it, the
reports and the differences are in docs/benchmarks.md. ID is the id of a benchmark or its beginning.
Exit: 0 all scored, 1 below --threshold, 2 usage error (also in the file), 4 attempts without a verdict.`,
  examples: [
    ['benchmark eval.yaml --dry-run', 'Show what would be run, and on which hosts'],
    ['benchmark eval.yaml --on gpu1,gpu2', 'Run the benchmark, or continue an interrupted one'],
    ['benchmark eval.yaml --on tag=fast --attempts 3', 'On all hosts with that tag'],
    ['benchmark eval.yaml --format html --output eval.html', 'Write a self-contained HTML report'],
    ['benchmark list', 'List the benchmarks of this machine with their ids'],
    ['benchmark show eval --format csv', 'Print the result as CSV'],
    ['benchmark stop eval', 'Stop the benchmark, even if another process runs it'],
  ],
  flags: {
    models: { kind: 'list', about: 'Only these models, by key or name; default all' },
    suites: { kind: 'list', about: 'Only these suites' },
    cases: { kind: 'list', about: 'Only these cases, by ID or SUITE/ID' },
    attempts: { kind: 'number', about: 'Repetitions of each case for each model; default 1' },
    on: {
      kind: 'each',
      of: 'host',
      about: 'Hosts, or a selector such as tag=fast; default this machine',
    },
    parallel: {
      kind: 'number',
      letter: 'j',
      about: 'Attempts that run at once; default: as many as the hosts have room for',
    },
    'dry-run': { kind: 'switch', about: 'Only show what would be run' },
    json: { kind: 'switch', about: 'The result as JSON, in the format of Amp Session Manager' },
    format: {
      kind: 'text',
      of: FORMATS,
      about: 'json, markdown (the default), csv, junit or html',
    },
    output: { kind: 'text', letter: 'o', about: 'Write the result to this file' },
    threshold: {
      kind: 'number',
      about: 'Exit 1 if a model passes a smaller share of its planned attempts: 0.8 or 80',
    },
    quiet: { kind: 'switch', letter: 'q', about: 'Print no progress on standard error' },
  },
  takes: [1, 2],
  first: Object.keys(WORDS),
  run,
}

/**
 * Runs the sub-command, or the benchmark if the argument is no sub-command. Only a benchmark takes --on, which chooses
 * its hosts.
 */
function run(call: Call): Promise<number> {
  const [word = ''] = call.args
  const act = WORDS[word]
  if (act && call.flags.has('on'))
    throw usage(
      `benchmark ${word} applies to benchmarks of this machine, not to hosts.`,
      'Omit --on.',
    )
  return (act ?? tellErrors)(call)
}

/** Runs a benchmark. Of the errors of an invalid file, prints all but the first, which the caller prints. */
async function tellErrors(call: Call): Promise<number> {
  try {
    return await runBenchmark(call)
  } catch (thrown) {
    if (thrown instanceof BenchmarkFileError)
      for (const line of thrown.lines.slice(1)) call.say(line)
    throw thrown
  }
}

async function runBenchmark(call: Call): Promise<number> {
  if (call.args.length > 1)
    throw usage('benchmark takes exactly one file.', 'Write `fleetmux benchmark FILE`.')
  const { fleet, order } = await orderOf(call)
  const benchmarks = await fleet.onHosts.benchmarks()
  if (call.flags.is('dry-run')) return printPlan(call, await benchmarks.plan(order))
  const quiet = call.flags.is('quiet')
  const say = (text: string) => {
    if (!quiet) call.say(strip(text))
  }
  const started = await benchmarks.start(order, say)
  say(
    `Started the benchmark ${started.id}. To see its results: \`fleetmux benchmark show ${started.id}\`.`,
  )
  const view = await started.done
  await report(call, view)
  return exitOfView(call, view)
}

async function showBenchmark(call: Call): Promise<number> {
  const view = await (await open(call)).show(idOf(call))
  await report(call, view)
  return view.isRunning ? DONE : exitOfView(call, view)
}

async function stopBenchmark(call: Call): Promise<number> {
  const id = idOf(call)
  await (await open(call)).stop(id, text => call.say(strip(text)))
  call.say(
    `Stopping the benchmark ${id}. To continue it later, enter once more the command that started it.`,
  )
  return DONE
}

async function open(call: Call): Promise<Benchmarks> {
  return (await call.open([])).onHosts.benchmarks()
}

function idOf({ args: [word, id] }: Call): string {
  if (id !== undefined) return id
  throw usage(`benchmark ${word}: missing argument ID.`, '`fleetmux benchmark list` shows the ids.')
}

/**
 * The exit code. While some cells have no verdict, --threshold is not checked, because the share of passed cells is not
 * final.
 */
function exitOfView(call: Call, { cells, records }: BenchmarkView): number {
  const scored = cells.filter(({ id }) => (records.get(id)?.verdict ?? 'none') !== 'none')
  if (scored.length < cells.length) return SOME_FAILED
  const written = call.flags.number('threshold')
  if (written === undefined) return DONE
  const threshold = written > 1 ? written / 100 : written
  const isBelow = [...Map.groupBy(cells, ({ model }) => model).values()].some(own => {
    const passed = own.filter(({ id }) => records.get(id)?.verdict === 'pass').length
    return passed / own.length < threshold
  })
  return isBelow ? FAILED : DONE
}
