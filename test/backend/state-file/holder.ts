import { withLock } from '../../../src/backend/state-file/lock.ts'

/** Takes the lock at a path, says so, and holds it until it is killed. */
const [path = ''] = process.argv.slice(2)
await withLock(path, async () => {
  process.stdout.write('held\n')
  await new Promise(resolve => setTimeout(resolve, 600_000))
})
