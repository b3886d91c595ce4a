import type { Readable } from 'node:stream'
import { FailureError } from '../../state/model/failure.ts'
import { OUTPUT_LIMITS } from '../transport/collect-output.ts'

/**
 * The lines that the host test's script prints, each as soon as it is complete.
 * @throws FailureError if the host sends more than any host test prints, in one line or in many.
 */
export async function* probeLines(stream: Readable, host: string): AsyncGenerator<string> {
  let parts: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > OUTPUT_LIMITS.question) throw tooLong(host)
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, at)]).toString()
      parts = []
      from = at + 1
    }
    parts.push(chunk.subarray(from))
  }
}

const NEWLINE = 0x0a

function tooLong(host: string): FailureError {
  return new FailureError({
    kind: 'remote',
    host,
    what: `The host printed more than ${OUTPUT_LIMITS.question >> 20} MiB during the test.`,
    hint: 'On the host, check that `sh` and `hostname` are the usual programs of the system.',
  })
}
