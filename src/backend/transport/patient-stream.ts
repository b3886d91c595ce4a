import { Transform } from 'node:stream'
import { FailureError } from '../../state/model/failure.ts'

/** Milliseconds without data after which a transfer fails. The duration of the whole transfer is not limited. */
const PATIENCE = 60_000

/**
 * Passes the bytes of a transfer through, and fails if no data arrives for too long. `passed` is called with each chunk
 * and the number of bytes so far.
 */
export function patientStream(
  host: string,
  passed: (chunk: Buffer, done: number) => void,
): Transform {
  let done = 0
  const late = () => stream.destroy(stalled(host))
  let timer = setTimeout(late, PATIENCE)
  const stream: Transform = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      clearTimeout(timer)
      timer = setTimeout(late, PATIENCE)
      done += chunk.length
      passed(chunk, done)
      next(null, chunk)
    },
  })
  return stream.once('close', () => clearTimeout(timer))
}

function stalled(host: string): FailureError {
  const what = 'The transfer stalled, so fleetmux ended it.'
  return new FailureError({
    ...{ kind: 'late', host, what, why: `no data for ${PATIENCE / 1000} s` },
    hint: `Test the host: \`fleetmux hosts test ${host}\`.`,
  })
}
