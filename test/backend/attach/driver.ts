import { renameSync, writeFileSync } from 'node:fs'
import { openFleet } from '../../../src/backend/compose-fleet.ts'
import type { AttachHow } from '../../../src/state/model/attach-how.ts'
import { find, parseTarget } from '../../../src/state/targets/target.ts'

/** What the driver is told: it attaches as a face would, and writes down what became of it. */
export interface Task {
  readonly target: string
  readonly how: AttachHow
  readonly sshConfig: string
  readonly result: string
}

const task: Task = JSON.parse(process.argv[2] ?? '')
const written = parseTarget(task.target)
const fleet = await openFleet({ remotes: [written.host], sshConfig: task.sshConfig })
const { store } = fleet
store.dispatch({ type: 'dial', host: written.host })
const target = await new Promise<ReturnType<typeof resolved>>(resolve => {
  const look = () => resolved() && resolve(resolved())
  store.subscribe(look)
  look()
})
if (target) store.dispatch({ type: 'attach', target, ...task.how, ref: 'it' })
await new Promise<void>(resolve => {
  const look = () => ended() && resolve()
  store.subscribe(look)
  look()
})
const entry = ended()
// A fleet that is still there would meet the servers of the next test.
await fleet.close()
// Whole or not at all: somebody waits for it.
writeFileSync(`${task.result}.new`, JSON.stringify(entry))
renameSync(`${task.result}.new`, task.result)
process.exit(0)

function resolved() {
  const found = find(store.getState(), written)
  return 'kind' in found ? null : found.target
}

function ended() {
  return store.getState().log.find(entry => entry.ref === 'it')
}
