import { benchBroadcast } from './broadcast.ts'
import { benchFresh } from './fresh.ts'
import { benchStart } from './start.ts'
import { benchState } from './state.ts'

/** Prints every figure with its goal; a missed one is printed as missed. */
for (const { what, median, p95, goal } of benchState()) {
  const verdict = median < goal ? 'met' : 'MISSED'
  const figures = `median ${median.toFixed(3)} ms, p95 ${p95.toFixed(3)} ms`
  process.stdout.write(`${what.padEnd(56)} ${figures}, goal ${goal} ms: ${verdict}\n`)
}
await import('./paint.ts')
await benchBroadcast()
await benchStart()
await benchFresh()
