import { describe, expect, test } from 'vitest'
import { LAUNCH_DEFAULTS } from '../../../src/state/launch/launch-defaults.ts'
import { lineOf } from '../../../src/ui/edit/line.ts'
import {
  launcherHosts,
  openLauncher,
  readLauncher,
  submitLauncher,
  typeInLauncher,
} from '../../../src/ui/launch/launcher.ts'
import type { LauncherField } from '../../../src/ui/model/launcher.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { fleet, later } from '../fleet.ts'

const base = fleet()
const state = later(base, {
  type: 'configured',
  hosts: [
    { name: 'lab1', transport: 'ssh', default: true },
    { name: 'lab2', transport: 'ssh' },
    { name: 'off', transport: 'ssh', disabled: true },
  ],
  settings: { ...base.settings, directory: '/project' },
})
const opened = typeInLauncher(openLauncher(state), 'fix it')

function filled(texts: Partial<Record<LauncherField, string>>): UiState {
  const { launcher } = opened.view
  if (!launcher) throw new Error('it is not open')
  const fields = launcher.fields.map(field => ({
    ...field,
    line: lineOf(texts[field.name] ?? field.line.text),
  }))
  return { ...opened, view: { ...opened.view, launcher: { ...launcher, fields } } }
}

const errorsIn = (texts: Partial<Record<LauncherField, string>>) =>
  submitLauncher(filled(texts), 'normal').view.launcher?.fields.flatMap(({ name, error }) =>
    error === undefined ? [] : [[name, error]],
  )

describe('the form that starts agents', () => {
  test('uses and shows the defaults of the command', () => {
    expect(readLauncher(opened)).toMatchObject(LAUNCH_DEFAULTS)
    const shown = opened.view.launcher?.fields.map(({ name, line }) => [name, line.text])
    expect(Object.fromEntries(shown ?? [])).toMatchObject({
      agent: 'amplihack',
      size: 'l',
      mode: 'auto',
      turns: '10',
    })
  })

  test('takes another mode, size and number of turns', () => {
    const order = readLauncher(filled({ mode: 'fix', size: '', turns: '50', agent: 'claude' }))
    expect(order).toMatchObject({ command: 'fix', tier: null, maxTurns: 50, agent: 'claude' })
  })

  test('offers enabled hosts and marks the default host', () => {
    expect(launcherHosts(opened)).toEqual(['lab1 (default)', 'lab2'])
  })

  test('shows errors next to each field', () => {
    expect(errorsIn({ host: 'lab', size: 'm' })).toEqual([
      ['host', 'There is no host lab: did you mean lab1?'],
    ])
    expect(errorsIn({ host: 'off' })).toEqual([['host', 'off is disabled']])
    expect(errorsIn({ size: 'huge', mode: 'slow', turns: '51' })).toEqual([
      ['size', 'One of s, m, l, xl'],
      ['mode', 'One of auto, ultrathink, analyze, fix'],
      ['turns', 'A number from 1 to 50'],
    ])
  })
})
