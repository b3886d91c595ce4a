import { expect, test } from 'vitest'
import { bindings, isOpen } from '../../src/ui/app/keymap.ts'
import { lineCommands } from '../../src/ui/command-line/line-command.ts'
import type { Mode, Panel } from '../../src/ui/model/view.ts'
import { type Binding, ESCAPE_CHORD } from '../../src/ui/view/binding.ts'
import { entered, pressed } from './press.ts'
import './keys/list.ts'
import './keys/edit.ts'
import './keys/output.ts'
import './keys/time.ts'
import './keys/overlay.ts'
import './keys/pane.ts'
import './keys/session.ts'
import './keys/word.ts'
import './keys/broadcast.ts'
import './keys/held.ts'
import './keys/hits.ts'
import './keys/hosts.ts'
import './keys/launch.ts'
import './keys/leave.ts'
import './keys/attention.ts'
import './keys/wall.ts'
import './keys/screens.ts'
import './keys/work.ts'
import './keys/benchmarks.ts'

/**
 * Screens whose own keys are not pressed here. `test/ui/runs` tries them without a terminal;
 * `test/robot/runs.test.ts` presses those of runs on real hosts, `test/robot/files.test.ts` those of files.
 */
const ELSEWHERE: ReadonlySet<Mode> = new Set<Mode>([
  ...(['runs', 'run-text', 'run-search', 'run-new'] as const),
  ...(['files', 'file-text', 'file-edit', 'files-found', 'file-conflict', 'file-line'] as const),
  ...(['playbooks', 'playbook-text', 'playbook-new'] as const),
  ...(['history', 'history-entry', 'history-search', 'ask-agents', 'talk'] as const),
])
const here = bindings
  .map(row => ({ ...row, modes: row.modes.filter(mode => !ELSEWHERE.has(mode)) }))
  .filter(({ modes }) => modes.length > 0)

/** These come last: they compare what the scenarios above have pressed with the tables of the product. */

test('every key of the help was pressed in a place where it counts', () => {
  const missing = here.flatMap(row =>
    row.keys.filter(key => !wasPressed(row, key)).map(key => `${key}: ${row.label}`),
  )
  expect(missing).toEqual([])
})

test('every row of the help was tried in every mode that it is for', () => {
  const missing = here.flatMap(row =>
    row.modes
      .filter(mode => !row.keys.some(key => wasPressed({ ...row, modes: [mode] }, key)))
      .map(mode => `${mode}: ${row.label}`),
  )
  expect(missing).toEqual([])
})

test('every word that : knows was entered', () => {
  expect(lineCommands.map(word => word.name).filter(name => !entered().has(name))).toEqual([])
})

function wasPressed(row: Binding, key: string): boolean {
  const name = key === ESCAPE_CHORD ? 'C-]' : key
  return pressed().some(press => press.key === name && isOpen(row, whereIs(press.place)))
}

function whereIs(place: string): { mode: Mode; panel: Panel | 'every' } {
  const [mode, panel = 'every'] = place.split('/')
  return { mode: mode as Mode, panel: panel as Panel | 'every' }
}
