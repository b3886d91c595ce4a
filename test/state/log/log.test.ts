import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import { footerHints, resolveKey } from '../../../src/ui/app/keymap.ts'
import { entryLines, placeName } from '../../../src/ui/log/entry-text.ts'
import { entryRow, logTop, shownEntries } from '../../../src/ui/log/log-view.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { fleet, KEY, LAB, later, session } from '../../ui/fleet.ts'

const failure = makeFailure({
  kind: 'late',
  what: 'It did not answer.',
  why: 'ssh: timed out',
  host: 'lab1',
  hint: 'Look at its cable, and at whatever else may keep a machine from answering anybody at all.',
})
const PANE = { host: 'lab1', server: KEY, pane: '%2' }

const some = (count: number): UiState =>
  Array.from({ length: count }, (_, at) => at).reduce(
    (state, at) => later(state, { type: 'did', text: `Did no${at}.` }),
    fleet(LAB),
  )
const opened = (state: UiState, ...more: readonly UiMessage[]) =>
  later(state, { type: 'ask', mode: 'log' }, ...more)
const texts = (state: UiState) => shownEntries(state).map(entry => entry.text)
const selected = (state: UiState) => shownEntries(state)[entryRow(state)]?.text
const pressed = (state: UiState, ...keys: readonly string[]) =>
  keys.reduce((now, key) => {
    const asked = resolveKey(now, key)
    return 'intents' in asked ? later(now, ...asked.intents) : now
  }, state)

describe('the entries', () => {
  test('are the newest five hundred, including refusals', () => {
    const full = some(501)
    expect(full.log).toHaveLength(500)
    expect(full.log[0]?.text).toBe('Did no1.')
    const refused = later(full, { type: 'new', host: 'nowhere' })
    expect([refused.log.length, refused.log[0]?.text]).toEqual([500, 'Did no2.'])
  })

  test('contain the host and the session, with its name at that time', () => {
    const lost = makeFailure({ kind: 'lost', what: 'The connection was lost.' })
    const state = later(
      fleet(LAB),
      { type: 'did', text: 'Sent.', about: PANE },
      { type: 'did', text: 'Ended.', about: { host: 'lab1', session: '$9', name: 'old' } },
      { type: 'did', text: 'Changed.', about: { host: 'lab2' } },
      { type: 'failed', failure, about: PANE },
      { type: 'link', host: 'lab1', link: { state: 'down', failure: lost } },
      { type: 'did', text: 'All.' },
    )
    expect(state.log.map(placeName)).toEqual([
      'lab1/s10',
      'lab1/old',
      'lab2',
      'lab1/s10',
      'lab1',
      '',
    ])
  })
})

describe('the event log', () => {
  test('follows the newest entry, unless another one is selected', () => {
    const open = opened(some(100))
    expect(selected(open)).toBe('Did no99.')
    expect(selected(later(open, { type: 'did', text: 'New.' }))).toBe('New.')
    const up = pressed(open, 'k', 'k')
    expect(selected(up)).toBe('Did no97.')
    expect(selected(later(up, { type: 'did', text: 'New.' }))).toBe('Did no97.')
    expect(selected(pressed(up, 'j', 'j', 'j'))).toBe('Did no99.')
    expect([selected(pressed(up, 'g')), logTop(pressed(up, 'g'))]).toEqual(['Did no0.', 0])
    expect(selected(pressed(up, 'g', 'NPage'))).not.toBe('Did no0.')
    expect(selected(pressed(up, 'g', 'NPage', 'PPage'))).toBe('Did no0.')
    expect(selected(pressed(up, 'g', 'G'))).toBe('Did no99.')
    expect(selected(later(up, { type: 'wheel', x: 5, y: 5, by: -1 }))).toBe('Did no94.')
  })

  test('is searched while typing, in all fields of an entry', () => {
    const state = later(some(3), { type: 'failed', failure, about: PANE })
    const open = pressed(opened(state), '/')
    expect(open.view.mode).toBe('log-filter')
    const search = (text: string) => texts(later(open, { type: 'typed', text }))
    expect(search('did')).toEqual([
      'Did no0.',
      'Did no1.',
      'Did no2.',
      expect.stringContaining('did not answer'),
    ])
    expect(search('DID !answer no2')).toEqual(['Did no2.'])
    for (const word of ['lab1/s10', 'timed', 'cable', 'late', 'bad'])
      expect(search(word)).toHaveLength(1)
    expect(search('nothing')).toEqual([])
  })

  test('keeps its search until esc clears it, one step at a time', () => {
    const open = pressed(opened(some(12)), '/')
    const kept = pressed(later(open, { type: 'typed', text: 'did no1' }), 'Enter')
    expect([kept.view.mode, texts(kept).length]).toEqual(['log', 3])
    expect(selected(pressed(kept, 'k'))).toBe('Did no10.')
    expect(pressed(kept, '/').view.line.text).toBe('did no1')
    const dropped = pressed(kept, 'Escape')
    expect([dropped.view.mode, texts(dropped).length]).toEqual(['log', 12])
    expect(pressed(dropped, 'Escape').view.mode).toBe('normal')
    const left = pressed(later(open, { type: 'typed', text: 'x' }), 'Escape')
    expect([left.view.mode, left.view.log.filter]).toEqual(['log', ''])
    expect(texts(opened(pressed(kept, 'Escape', 'Escape')))).toHaveLength(12)
  })

  test('shows an entry completely, even if new ones arrive, and returns to it', () => {
    const state = later(some(3), { type: 'failed', failure, about: PANE })
    const shown = pressed(opened(state), 'Enter')
    const meanwhile = later(shown, { type: 'did', text: 'New.' })
    expect([meanwhile.view.mode, selected(meanwhile)]).toEqual([
      'entry',
      expect.stringContaining('did not'),
    ])
    const back = pressed(meanwhile, 'Escape')
    expect([back.view.mode, selected(back)]).toEqual(['log', expect.stringContaining('did not')])
    const [entry] = state.log.slice(-1)
    expect(entry && entryLines(state, entry, 50)).toEqual([
      expect.stringMatching(/^When {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      'Where  lab1/s10 (ssh)',
      'What   It did not answer.',
      'Why    ssh: timed out',
      'Now    Look at its cable, and at whatever else may',
      '       keep a machine from answering anybody at',
      '       all.',
    ])
    expect(entry && entryLines(later(state, gone), entry, 50)[1]).toBe(
      'Where  lab1/s10 (ssh), which is gone',
    )
    expect(pressed(opened(fleet(LAB)), 'Enter').view.toast?.text).toBe('No entry is selected.')
  })

  const gone: UiMessage = { type: 'sessions', host: 'lab1', sessions: [] }

  test('goes to the session or host of an entry, even if a filter hides it', () => {
    const state = later(
      fleet(LAB),
      { type: 'filter', text: 'notes' },
      { type: 'failed', failure, about: PANE },
    )
    for (const keys of [['o'], ['Enter', 'o'], ['Enter', 'Enter']]) {
      const there = pressed(opened(state), ...keys)
      expect(there.view).toMatchObject({
        mode: 'normal',
        panel: 'sessions',
        filter: '',
        session: { host: 'lab1', name: 's10' },
      })
    }
    const host = pressed(opened(later(state, { type: 'failed', failure })), 'o')
    expect(host.view).toMatchObject({ mode: 'normal', panel: 'pool', host: 'lab1' })
  })

  test('says why it cannot go to an entry', () => {
    const state = later(fleet(LAB), { type: 'failed', failure, about: PANE })
    const said = (now: UiState) => pressed(opened(now), 'o').view.toast?.text
    const s10: UiMessage = { ...gone, sessions: [session(1, 'api'), session(3, 's2')] }
    expect(said(later(state, s10))).toBe('lab1/s10 is gone.')
    const without = [...state.hosts.values()].flatMap(({ config }) =>
      config.name === 'lab1' ? [] : [config],
    )
    const configured = { type: 'configured', hosts: without, settings: state.settings } as const
    expect(said(later(state, configured))).toBe('lab1 is no longer in the fleet.')
    expect(said(later(state, { type: 'did', text: 'All.' }))).toBe(
      'This log entry names no host to go to.',
    )
    expect(said(fleet(LAB))).toBe('This log entry names no host to go to.')
  })
})

test('does not scroll the screen below', () => {
  const hosts = later(some(60), { type: 'open-hosts', host: 'lab1' })
  const back = pressed(hosts, 'E', 'k', 'k', 'Escape')
  expect(back.view).toMatchObject({ mode: 'hosts', scroll: 0 })
  expect(pressed(hosts, '?', 'G', 'Escape').view).toMatchObject({ mode: 'hosts', scroll: 0 })
})

test('a search returns the same rows until an event or another search', () => {
  const state = opened(
    some(20),
    { type: 'ask', mode: 'log-filter' },
    { type: 'typed', text: 'no1' },
  )
  expect(shownEntries({ ...state })).toBe(shownEntries(state))
  expect(texts(state)).toHaveLength(11)
  expect(texts(later(state, { type: 'did', text: 'Did no1 again.' }))).toHaveLength(12)
  expect(texts(later(state, { type: 'typed', text: '9' }))).toEqual(['Did no19.'])
})

test('an entry without a place offers no key to go there', () => {
  const offered = (state: UiState) => footerHints(state).map(({ label }) => label)
  const there = later(fleet(LAB), { type: 'failed', failure, about: PANE })
  expect(offered(opened(there))).toContain('go there')
  const nowhere = opened(later(there, { type: 'did', text: 'All.' }))
  expect(offered(nowhere)).not.toContain('go there')
  expect(offered(pressed(nowhere, 'Enter'))).not.toContain('go there')
})
