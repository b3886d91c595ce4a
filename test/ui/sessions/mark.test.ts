import { describe, expect, test } from 'vitest'
import { lineCommands } from '../../../src/ui/command-line/line-command.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { hiddenMarks, markedTargets } from '../../../src/ui/sessions/mark.ts'
import { down, fleet, LAB, later, pane, SERVER, session, target, up } from '../fleet.ts'

const names = (state: UiState) => state.view.marks.map(({ host, session }) => `${host}/${session}`)
const mark = (what: 'one' | 'range' | 'shown' | 'host' | 'none') =>
  ({ type: 'mark', what }) as const
const lab = (...hosts: readonly Parameters<typeof mark>[0][]) => later(fleet(), ...hosts.map(mark))

describe('marking', () => {
  test('one goes down a row, and twice is not at all', () => {
    const once = lab('one', 'one')
    expect(names(once)).toEqual(['local/$1', 'local/$2'])
    expect(once.view.session?.name).toBe('api')
    expect(names(later(once, { type: 'move', by: -1 }, mark('one')))).toEqual(['local/$1'])
  })

  test('a range goes from the one marked last, in the order of the list, either way', () => {
    expect(names(later(lab('one'), { type: 'move', by: 2 }, mark('range')))).toEqual([
      'local/$1',
      'local/$2',
      'lab1/$1',
      'lab1/$3',
    ])
    const upwards = later(
      fleet(),
      { type: 'jump', row: 4 },
      mark('one'),
      { type: 'jump', row: 3 },
      mark('range'),
    )
    expect(names(upwards)).toEqual(['lab1/$3', 'lab1/$1'])
  })

  test('a range with nothing to start from says so', () => {
    expect(lab('range').view.toast?.text).toContain('First mark')
  })

  test('all that the filter shows, and all of a host', () => {
    expect(names(later(fleet(), { type: 'filter', text: 'lab1' }, mark('shown')))).toEqual([
      'lab1/$1',
      'lab1/$3',
      'lab1/$2',
    ])
    expect(names(later(fleet(), { type: 'jump', row: 6 }, mark('host')))).toEqual(['lab2/$1'])
    expect(names(lab('shown'))).toHaveLength(6)
  })

  test('never takes the pane of fleetmux itself along', () => {
    const own = session(2, 'shell', { panes: [pane('%2', { ours: true })] })
    const state = fleet({ ...LAB, local: [session(1, 'notes'), own] })
    expect(names(later(state, mark('shown')))).not.toContain('local/$2')
    const asked = later(state, { type: 'jump', row: 2 }, mark('one'))
    expect(names(asked)).toEqual([])
    expect(asked.view.toast?.text).toContain('fleetmux itself')
  })
})

describe('marks', () => {
  const marked = lab('one', 'one', 'one')

  test('are by identity: they survive a refresh, a new name and a broken line', () => {
    const renamed = up(marked, 'local', [session(2, 'other'), session(1, 'notes')])
    expect(names(down(renamed, 'lab1'))).toEqual(names(marked))
  })

  test('vanish with their session', () => {
    expect(names(up(marked, 'local', [session(2, 'shell')]))).toEqual(['local/$2', 'lab1/$1'])
  })

  test('do not pass to a session of the same id on another server', () => {
    const other = later(
      marked,
      { type: 'server', host: 'local', server: { ...SERVER, pid: 8 } },
      { type: 'sessions', host: 'local', sessions: [session(1, 'stranger')] },
    )
    expect(names(other)).toEqual(['lab1/$1'])
  })

  test('mean the active panes, in the order of the list', () => {
    expect(markedTargets(later(marked, mark('shown')))).toHaveLength(6)
    expect(markedTargets(marked)).toEqual([
      target('local', 1),
      target('local', 2),
      target('lab1', 1),
    ])
  })

  test('are counted where the filter hides them', () => {
    expect(hiddenMarks(marked)).toBe(0)
    expect(hiddenMarks(later(marked, { type: 'filter', text: 'lab1' }))).toBe(2)
  })

  test('go by u, and by escape after the filter', () => {
    expect(names(later(marked, mark('none')))).toEqual([])
    const filtered = later(marked, { type: 'filter', text: 'a' }, { type: 'back' })
    expect(names(filtered)).toHaveLength(3)
    const cleared = later(filtered, { type: 'back' })
    expect([names(cleared), cleared.view.panel]).toEqual([[], 'sessions'])
  })
})

describe('the word mark', () => {
  const word = lineCommands.find(({ name }) => name === 'mark')
  const run = (rest: string) => {
    const asked = word?.run(fleet(), rest)
    return typeof asked === 'object' ? names(later(fleet(), asked)) : asked
  }

  test('takes words of the filter', () => expect(run('lab2')).toEqual(['lab2/$1']))
  test('takes a selector', () => {
    expect(run('host=lab* session=s*')).toEqual(['lab1/$2', 'lab1/$3'])
  })
  test('says what is wrong', () => {
    expect(run('hots=lab1')).toContain('Did you mean host=?')
    expect(run('host=nowhere')).toBe('No session matches.')
    expect(run('')).toBe('Type filter words after mark, or terms such as host=gpu* state=quiet.')
  })
})
