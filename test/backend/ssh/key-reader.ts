import { checkKey } from '../../../src/backend/ssh/key-check.ts'
import { FailureError } from '../../../src/state/model/failure.ts'

/** Another user's process: what it thinks of a key file, as JSON; `null` where nothing is wrong. */
try {
  checkKey(process.argv[2] ?? '', 'box')
  process.stdout.write('null')
} catch (thrown) {
  if (!(thrown instanceof FailureError)) throw thrown
  process.stdout.write(JSON.stringify(thrown.failure))
}
