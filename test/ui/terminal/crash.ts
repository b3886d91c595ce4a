import { createStore } from '../../../src/state/store.ts'
import { update } from '../../../src/ui/app/update.ts'
import { startScreen } from '../../../src/ui/start-screen.tsx'
import { fleet } from '../fleet.ts'

/** A screen that ends in the way its first argument says; its output is judged by exit.test.ts. */
const [, , way] = process.argv
const store = createStore({ update, initial: fleet(), run: () => undefined, now: Date.now })
const ended = startScreen({ store, lend: {} })
process.stderr.write('ready\n')
if (way === 'throw')
  setTimeout(() => {
    throw new Error('thrown by the test')
  })
if (way === 'reject') void Promise.reject(new Error('rejected by the test'))
if (way === 'exit') setTimeout(() => process.exit(5))
await ended.catch(error => {
  process.stderr.write(`failed: ${(error as Error).message}\n`)
  process.exitCode = 1
})
process.exit()
