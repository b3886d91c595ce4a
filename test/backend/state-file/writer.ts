import { openRegistry } from '../../../src/backend/state-file/registry.ts'
import { addRecord } from '../../../src/state/tracked/registry.ts'
import { record } from './place.ts'

/** One of many processes: adds `count` sessions to the state file, one change each. */
const [path = '', name = '', count = '1'] = process.argv.slice(2)
const registry = openRegistry({ path })
for (let i = 0; i < Number(count); i++) {
  await registry.change(before => addRecord(before, record(`${name}-${i}`)))
}
