import * as z from 'zod'
import type { BenchmarkOrder, BenchmarkView } from '../../state/benchmarks/benchmarks-handle.ts'
import { BenchmarkFileError } from '../../state/benchmarks/file/benchmark-file-error.ts'
import { benchmarkJson } from '../../state/benchmarks/reports/json-report.ts'
import { FailureError } from '../../state/model/failure.ts'
import { Reply } from '../reply/reply.ts'
import { insideRoots } from './request/allowed-path.ts'
import { type ApiCall, type Route, route } from './request/route.ts'

const names = z.array(z.string().min(1)).max(1000).default([])
const only = (what: string) => names.describe(`only these ${what} of the file; default: all`)

const runBody = z.strictObject({
  configPath: z
    .string({ error: 'configPath is required' })
    .min(1, 'configPath is required')
    .describe('the path of the YAML file on this machine'),
  models: only('models'),
  suites: only('suites'),
  cases: only('cases'),
  hosts: names.describe(
    'default: the hosts on which the benchmark was last started, else this machine',
  ),
  attempts: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('attempts of each model at each case; default: as in the file'),
  parallel: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('maximum number of attempts at once; default: as in the file'),
})

/** Routes of benchmarks, as in `fleetmux benchmark`. */
export const benchmarkRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/benchmarks',
    summary: 'The benchmarks of this machine, the newest first',
    role: 'viewer',
    intents: [],
    run: async ({ fleet }) => ({ benchmarks: await (await fleet.onHosts.benchmarks()).list() }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/benchmarks/run',
    summary:
      'Starts or continues a benchmark from a YAML file; answers 202 as soon as it is planned',
    role: 'admin',
    intents: [],
    body: runBody,
    run: async call => runBenchmark(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/benchmarks/{id}',
    summary: 'One benchmark: its progress and its results',
    role: 'viewer',
    intents: [],
    run: async call => benchmarkJson(await findBenchmark(call)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/benchmarks/{id}/stop',
    summary:
      'Stops a benchmark and its running attempts; to continue, repeat the request that started the benchmark',
    role: 'operator',
    intents: [],
    run: async call => {
      const { id } = await findBenchmark(call)
      const say = (text: string) => call.fleet.store.dispatch({ type: 'warned', text })
      await (await call.fleet.onHosts.benchmarks()).stop(id, say)
      return new Reply(202, { id }, 'Stopping the benchmark.')
    },
  }),
]

async function findBenchmark({ fleet, params }: ApiCall): Promise<BenchmarkView> {
  return (await fleet.onHosts.benchmarks()).show(params['id'] ?? '')
}

async function runBenchmark(call: ApiCall<z.output<typeof runBody>>) {
  const { configPath, models, suites, cases, hosts, attempts, parallel } = call.body
  const { fleet } = call
  const order: BenchmarkOrder = {
    file: await insideRoots(call, configPath),
    hosts: hosts.map(fleet.nameOf),
    allow: path => insideRoots(call, path),
    selection: {
      ...{ models, suites, cases },
      attempts: attempts ?? null,
      parallel: parallel ?? null,
    },
  }
  const say = (text: string) => fleet.store.dispatch({ type: 'warned', text })
  try {
    const { id, isKnown } = await (await fleet.onHosts.benchmarks()).start(order, say)
    const message = isKnown ? 'The benchmark is already running.' : 'The benchmark has started.'
    return new Reply(202, { id, status: 'running' }, message)
  } catch (thrown) {
    throw thrown instanceof BenchmarkFileError ? inOneLine(thrown) : thrown
  }
}

function inOneLine({ lines, failure }: BenchmarkFileError): FailureError {
  return new FailureError({ ...failure, what: lines.join(' ') })
}
