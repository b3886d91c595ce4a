import { afterEach, describe, expect, test, vi } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import { width } from '../../../src/state/text/text.ts'
import { fleet, later, NOW, numbered, pane, screen, session, target } from '../fleet.ts'
import { type Shown, showScreen, until } from '../screen-terminal.ts'

const shown: Shown[] = []
function show(state: Parameters<typeof showScreen>[0]): Shown {
  const next = showScreen(state)
  shown.push(next)
  return next
}
afterEach(async () => {
  for (const each of shown.splice(0)) await each.quit()
})

const HERE = target('local', 1)
const ENOUGH = {
  local: [session(1, 'notes'), session(2, 'shell')],
  lab1: [session(1, 'api')],
  lab2: [],
}
const live = (lines: readonly string[], history = 0) =>
  ({ type: 'screen', target: HERE, screen: screen(lines, { history }) }) as const

describe.each([
  [40, 10],
  [80, 24],
  [119, 30],
  [120, 40],
  [200, 50],
] as const)('%ix%i', (columns, rows) => {
  test('has panels, status and footer, all within the terminal', async () => {
    const at = show(fleet(ENOUGH, { columns, rows }))
    const lines = await at.until('quit')
    expect(lines.at(-1)).toMatch(/^ enter output .*q quit/)
    expect(lines.at(-2)).toContain('3 hosts up')
    expect(lines[0]).toContain(columns < 120 ? 'Sessions 3' : 'Pool 3')
    expect(lines.join('\n')).toContain('notes')
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
  })

  test('every panel can be reached, and zoomed', async () => {
    const at = show(later(fleet(ENOUGH, { columns, rows }), live(['hello from the pane'])))
    await at.until('hello from the pane')
    at.press('\t')
    await at.until('▸ local/notes:0.0')
    at.press('\t')
    expect((await at.until('▸ Pool 3')).join('\n')).toContain('lab1')
    at.press('z')
    await at.until('zoomed')
    expect((await at.rows()).join('\n')).not.toContain('Sessions')
    at.press('z\t')
    await at.until('▸ Sessions 3')
  })
})

test('a terminal that is too small says so, and shows the panels when it grows', async () => {
  const at = show(fleet(ENOUGH, { columns: 39, rows: 9 }))
  await at.until('fleetmux needs 40x10; this is 39x9.')
  at.resize(80, 24)
  await at.until('Sessions 3')
})

test('resizing leaves nothing of the old size', async () => {
  const at = show(later(fleet(ENOUGH), live(numbered(0, 24))))
  await at.until('line 23')
  for (const [columns, rows] of [
    [130, 40],
    [60, 15],
    [30, 8],
    [200, 50],
    [80, 24],
  ] as const) {
    at.resize(columns, rows)
    await at.until(columns < 40 ? 'needs' : 'quit')
  }
  const resized = await at.rows()
  at.press('\f')
  await until(async () => (await at.rows()).join() === resized.join(), 'the same screen')
  const fresh = show(at.store.getState())
  await fresh.until('line 23')
  expect(resized).toEqual(await fresh.rows())
})

test('output of a pane is drawn without a React frame, and only its newest state', async () => {
  const at = show(later(fleet(ENOUGH), live(['first'])))
  await at.until('first')
  for (let number = 0; number < 500; number++) at.store.dispatch(live([`number ${number}`]))
  const lines = await at.until('number 499')
  expect(lines.join('\n')).not.toContain('first')
})

test('an idle screen writes nothing and holds no timer', async () => {
  const at = show(later(fleet(ENOUGH), live(['quiet'])))
  await at.until('quiet')
  const written = at.written()
  // Nothing that changes nothing is drawn: the same facts, told again.
  at.store.dispatch({ type: 'sessions', host: 'lab1', sessions: [session(1, 'api')] })
  at.store.dispatch(live(['quiet']))
  for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve))
  expect(at.written()).toBe(written)
})

test('the scrollback view does not move, says so, and one key returns to live output', async () => {
  const at = show(
    later(fleet(ENOUGH), live(numbered(76, 100), 76), { type: 'focus', panel: 'output' }),
  )
  await at.until('line 99')
  at.press('\x15')
  await at.until('PAUSED -5')
  expect(at.commands).toContainEqual({ type: 'history', target: HERE, lines: 1000 })
  at.store.dispatch({ type: 'history', target: HERE, lines: numbered(0, 100), above: 0 })
  at.store.dispatch(live(numbered(176, 200), 176))
  const lines = await at.until('PAUSED -105')
  expect(lines.join('\n')).toContain('line 94')
  expect(lines.join('\n')).not.toContain('line 95')
  at.press('f')
  expect((await at.until('LIVE')).join('\n')).toContain('line 199')
})

test('all typed keys go to the pane until the escape chord', async () => {
  const at = show(later(fleet(ENOUGH), live(['$ '])))
  await at.until('LIVE')
  at.press('i')
  await at.until('TYPING (ctrl-]: back)')
  at.press('qx\x03\x1b[A\x1b[200~a\nb\x1b[201~')
  at.press('\x1d')
  await at.until('LIVE')
  at.press('j')
  const keys = at.commands.filter(command => command.type === 'keys')
  expect(keys).toEqual([
    {
      type: 'keys',
      target: HERE,
      keys: [{ text: 'qx' }, { key: 'C-c' }, { key: 'Up' }, { paste: 'a\nb' }],
    },
  ])
  expect(at.store.getState().view.session?.name).toBe('shell')
})

test('several keys in one chunk each do their own, and text after / is text', async () => {
  const at = show(fleet(ENOUGH))
  await at.until('quit')
  at.press('jj')
  await at.until('▌● api')
  at.press('k/no\rz')
  await at.until('filter: no')
  expect(at.store.getState().view).toMatchObject({ filter: 'no', zoomed: true, mode: 'normal' })
})

test('the mouse selects, scrolls what is under it, and can be turned off', async () => {
  const at = show(later(fleet(ENOUGH), live(numbered(0, 24), 100)))
  await at.until('line 23')
  expect(at.emulator.modes.mouseTrackingMode).toBe('vt200')
  at.press('\x1b[<0;10;4M\x1b[<0;10;4m')
  await at.until('▌● shell')
  at.press('\x1b[<0;10;3M\x1b[<64;10;20M')
  at.store.dispatch(live(numbered(0, 24), 100))
  at.press('\x1b[<64;10;20M')
  await at.until('PAUSED -3')
  at.press('m')
  await at.until('Mouse off')
  await until(() => at.emulator.modes.mouseTrackingMode === 'none')
})

test('help, log and dialogs cover the pane, which is complete again after they close', async () => {
  const at = show(later(fleet(ENOUGH), live(numbered(0, 24))))
  const before = await at.until('line 23')
  for (const [keys, text] of [
    ['?', 'Keys: sessions'],
    ['E', 'Event log'],
    ['n', 'Start agents'],
    ['N', 'New session'],
    ['x', 'End session notes on local'],
  ] as const) {
    at.press(keys)
    await at.until(text)
    at.press('\x1b')
    await until(async () => (await at.rows()).join() === before.join(), 'the panels')
  }
})

test('a dialog is not overwritten by the pane below it', async () => {
  const at = show(later(fleet(ENOUGH), live(['one'])))
  await at.until('one')
  at.press('?')
  await at.until('Keys: sessions')
  at.store.dispatch(live(Array(24).fill('X'.repeat(78))))
  await at.until('X┃')
  const middle = (await at.rows())[12] ?? ''
  expect(middle.slice(2, 77)).not.toContain('X')
})

test('ending a session asks first, and enter means no', async () => {
  const at = show(fleet(ENOUGH))
  await at.until('quit')
  at.press('x\r')
  await at.until('enter output')
  expect(at.commands.filter(command => command.type === 'kill-session')).toEqual([])
  at.press('xy')
  await until(() => at.commands.some(command => command.type === 'kill-session'))
  expect(at.commands.at(-1)).toMatchObject({ host: 'local', session: '$1', name: 'notes' })
})

test('names and titles cannot reach the terminal as commands', async () => {
  const evil = 'a\x1b[2J\x1b]0;owned\x07\nb\u202e日本'
  const hosts = {
    local: [session(1, evil, { panes: [pane('%1', { title: evil, command: evil })] })],
    lab1: [],
  }
  const at = show(later(fleet(hosts, { columns: 140, rows: 30 }), { type: 'say', text: evil }))
  const titles: string[] = []
  at.emulator.onTitleChange(title => titles.push(title))
  const lines = await at.until('quit')
  expect(titles).toEqual(['fleetmux'])
  for (const line of lines) expect(width(line), line).toBeLessThanOrEqual(140)
  expect(lines[0]).toMatch(/╮$/)
})

test('the state of hosts and sessions is readable without colour', async () => {
  const hosts = {
    local: [
      session(1, 'busy'),
      session(2, 'quiet', { activity: NOW - 400_000 }),
      session(3, 'failed', { panes: [pane('%3', { dead: { code: 3 } })] }),
    ],
    lost: [session(1, 'kept')],
  }
  const failure = makeFailure({
    kind: 'unreachable',
    what: 'lost refused the connection.',
    namesHost: true,
  })
  const state = later(fleet(hosts, { columns: 130, rows: 30 }), {
    type: 'link',
    host: 'lost',
    link: { state: 'down', failure },
  })
  const all = (await show(state).until('quit')).join('\n')
  for (const text of ['● busy', '○ quiet', '✗ failed', 'exit 3', '? kept', 'down: refused'])
    expect(all).toContain(text)
})

test('ASCII borders hold no other characters', async () => {
  const state = fleet(ENOUGH, { columns: 130, rows: 30 })
  const at = show({ ...state, settings: { ...state.settings, borders: 'ascii', theme: 'none' } })
  const all = (await at.until('quit')).join('')
  expect(all.replace(/[\x20-\x7e]/g, '')).toBe('')
})

describe('leaving', () => {
  test('restores the terminal', async () => {
    const at = showScreen(fleet(ENOUGH))
    await at.until('quit')
    expect(at.emulator.buffer.active.type).toBe('alternate')
    at.press('q')
    await at.ended
    await at.rows()
    expect(at.commands.at(-1)).toEqual({ type: 'quit' })
    expect(at.emulator.buffer.active.type).toBe('normal')
    expect(at.emulator.modes).toMatchObject({
      mouseTrackingMode: 'none',
      bracketedPasteMode: false,
    })
    expect(at.isRaw()).toBe(false)
  })

  test('for a while: another program gets the original terminal, and the screen is drawn again afterwards', async () => {
    const at = show(later(fleet(ENOUGH), live(numbered(0, 24))))
    const before = await at.until('line 23')
    let during: unknown
    await at.lend.lendTerminal?.(async () => {
      await at.rows()
      at.emulator.write('somebody else was here')
      at.store.dispatch(live(numbered(0, 24)))
      during = [
        at.emulator.buffer.active.type,
        at.emulator.modes.mouseTrackingMode,
        at.emulator.modes.bracketedPasteMode,
        at.isRaw(),
      ]
    })
    expect(during).toEqual(['normal', 'none', false, false])
    expect(await at.until('line 23')).toEqual(before)
    expect(at.isRaw()).toBe(true)
    expect(at.emulator.modes.mouseTrackingMode).toBe('vt200')
  })
})

test('after many changes, every cell equals that of a full repaint', async () => {
  const at = show(later(fleet(ENOUGH, { columns: 100, rows: 30 }), live(numbered(0, 24))))
  await at.until('line 23')
  const keys = [
    'j',
    'k',
    '\t',
    'z',
    'o',
    't',
    '?',
    '\x1b[B',
    '\x1b[6~',
    '/',
    'n',
    '\r',
    '\x1b[Z',
    'g',
    'G',
    's',
    'E',
  ]
  let seed = 7
  for (let round = 0; round < 6; round++) {
    for (let step = 0; step < 25; step++) {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
      at.press(keys[seed % keys.length] ?? 'j')
      at.store.dispatch(live(numbered(seed % 1000, (seed % 1000) + 24), 50))
    }
    at.store.dispatch({ type: 'back' })
    at.store.dispatch({ type: 'say', text: `round ${round}` })
    const fresh = show(at.store.getState())
    // The line that tells the round may be painted before the panes are.
    const settled = async () =>
      expect(await fresh.until(`round ${round}`)).toEqual(await at.until(`round ${round}`))
    await vi.waitFor(settled, { timeout: 10_000, interval: 50 })
  }
})
