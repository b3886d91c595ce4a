import { resolve } from 'node:path'
import { homeOf } from '../../disk/own-directory.ts'
import type { BenchmarkOrder, Benchmarks } from '../../state/benchmarks/benchmarks-handle.ts'
import { BenchmarkFileError } from '../../state/benchmarks/file/benchmark-file-error.ts'
import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { clean, says } from '../../state/text/clean.ts'

type Of<T extends DirectCommand['type']> = Extract<DirectCommand, { type: T }>

/**
 * Benchmark commands of the screen. Benchmarks run in the process of the screen. If the screen exits, starting the same
 * benchmark again continues it.
 */
export function createBenchmarkCommands(
  open: () => Promise<Benchmarks>,
  dispatch: (event: Event) => void,
) {
  const say = (text: string) => dispatch({ type: 'warned', text: clean(text) })

  return {
    async start(command: Of<'start-benchmark'>): Promise<Event> {
      const benchmarks = await open()
      try {
        const { id, isKnown, done } = await benchmarks.start(
          await orderOf(benchmarks, command),
          say,
        )
        done.then(
          () => say(`The benchmark ${id} has ended.`),
          thrown => say(`The benchmark ${id} has failed: ${sentence(toFailure(thrown))}`),
        )
        return {
          type: 'did',
          text: says`The benchmark ${id} ${isKnown ? 'is already running' : 'has started'}.`,
        }
      } catch (thrown) {
        if (!(thrown instanceof BenchmarkFileError)) throw thrown
        throw new FailureError({ ...thrown.failure, what: thrown.lines.join(' ') })
      }
    },

    async stop({ id }: Of<'stop-benchmark'>): Promise<Event> {
      await (await open()).stop(id, say)
      return {
        type: 'did',
        text: says`The benchmark ${id} is being stopped. To continue the benchmark, press R on its row.`,
      }
    },
  }
}

/**
 * Which benchmark to run, on which hosts. A benchmark that was started before continues with the file and the selection
 * (of models, suites, cases and attempts) that were stored then.
 */
async function orderOf(
  benchmarks: Benchmarks,
  { benchmark, hosts }: Of<'start-benchmark'>,
): Promise<BenchmarkOrder> {
  if ('id' in benchmark) {
    const { file, selection } = await benchmarks.show(benchmark.id)
    return { file, selection, hosts }
  }
  const all = { models: [], suites: [], cases: [], attempts: null, parallel: null }
  const home = homeOf(process.env)
  return { file: resolve(benchmark.file.replace(/^~(?=\/)/, home)), selection: all, hosts }
}
