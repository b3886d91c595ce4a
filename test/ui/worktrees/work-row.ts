import type { WorkRow } from '../../../src/state/model/work.ts'
import { clean } from '../../../src/state/text/clean.ts'

/** A session as the screen lists it. */
export const workRow = (id: string, more: Partial<WorkRow> = {}): WorkRow => ({
  ...{ host: 'lab1', id, name: clean(id), agent: clean('claude'), repository: '/r' },
  ...{ branch: clean(`b/${id}`), base: clean('main'), state: 'idle', detail: clean('') },
  ...{ iterations: 1, test: clean('pass'), dirty: 0, run: '', distance: clean('+1/-0') },
  ...{ session: clean(''), ...more },
})
