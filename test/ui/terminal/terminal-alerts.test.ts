import { afterEach, describe, expect, test } from 'vitest'
import type { Alert } from '../../../src/state/model/settings/alert.ts'
import { alertBytes } from '../../../src/ui/terminal/terminal-alerts.ts'
import { asks, reads } from '../../state/agent.ts'
import { fleet, later, NOW } from '../fleet.ts'
import { type Shown, showScreen, until } from '../screen-terminal.ts'

const alert: Alert = {
  number: 1,
  what: 'waiting',
  host: 'h',
  session: 's',
  text: 'h/s: claude waits; deploy?',
  count: 1,
}

describe('the bytes that tell', () => {
  test.each([
    [true, false, '\x07'],
    [false, false, ''],
    [false, '9', '\x1b]9;h/s: claude waits; deploy?\x07'],
    [false, '99', '\x1b]99;;h/s: claude waits; deploy?\x1b\\'],
    [true, '777', '\x07\x1b]777;notify;fleetmux;h/s: claude waits, deploy?\x07'],
  ] as const)('bell %s, osc %s', (bell, osc, bytes) => {
    expect(alertBytes(alert, { bell, osc }, false)).toBe(bytes)
  })

  test('go through tmux in its envelope; the bell needs none', () => {
    const osc = '\x1bPtmux;\x1b\x1b]9;h/s: claude waits; deploy?\x07\x1b\\'
    expect(alertBytes(alert, { bell: true, osc: '9' }, true)).toBe(`\x07${osc}`)
    expect(alertBytes(alert, { bell: true, osc: false }, true)).toBe('\x07')
  })

  test('hold nothing that could end them early', () => {
    const evil = { ...alert, text: 'a\x07\x1b]52;c;evil\x07\x1b\\b\u009c' }
    expect(alertBytes(evil, { bell: false, osc: '9' }, false)).toBe('\x1b]9;ab\x07')
  })
})

describe('at the terminal', () => {
  const shown: Shown[] = []
  afterEach(async () => {
    for (const each of shown.splice(0)) await each.quit()
  })
  function show(): Shown & { titles: string[]; bells: () => number } {
    const known = later(fleet(), reads('lab1', 1, 'working'))
    // Its host was there long before.
    const hosts = new Map(
      [...known.hosts].map(([name, host]) => [
        name,
        { ...host, link: { ...host.link, since: NOW - 60_000 } },
      ]),
    )
    const at = showScreen({ ...known, hosts })
    shown.push(at)
    const titles: string[] = []
    let bells = 0
    at.emulator.onTitleChange(title => titles.push(title))
    at.emulator.onBell(() => bells++)
    return { ...at, titles, bells: () => bells }
  }

  test('a bell rings once for each that comes to need somebody, and the title counts them', async () => {
    const at = show()
    await at.until('quit')
    at.store.dispatch(asks('lab1', 1))
    await at.until('1 needs you')
    at.store.dispatch(asks('lab1', 1))
    at.store.dispatch(reads('lab2', 1, 'failed'))
    await at.until('2 need you')
    at.store.dispatch(reads('lab1', 1, 'working'))
    at.store.dispatch(reads('lab2', 1, 'working'))
    await until(() => at.titles.length === 5, 'the titles')
    expect(at.titles).toEqual([
      'fleetmux',
      'fleetmux (1 needs you)',
      'fleetmux (2 need you)',
      'fleetmux (1 needs you)',
      'fleetmux',
    ])
    expect(at.bells()).toBe(2)
  })

  test('nothing is written into a terminal that is lent; the title is ours again after', async () => {
    const at = show()
    await at.until('quit')
    await at.lend.lendTerminal?.(async () => {
      await at.rows()
      const written = at.written()
      at.store.dispatch(asks('lab1', 1))
      await at.rows()
      expect(at.written()).toBe(written)
    })
    await until(() => at.titles.at(-1) === 'fleetmux (1 needs you)', 'the title')
    expect(at.bells()).toBe(0)
  })

  test('a whole answer: A, the question, a key, and the pane hears it', async () => {
    const at = show()
    await at.until('quit')
    at.store.dispatch(asks('lab1', 1))
    at.press('A')
    await at.until(/Answer 1 of 1[\s\S]*Deploy to production\?[\s\S]*ANSWERING/)
    at.press('22')
    // A key that is held down comes again by itself.
    at.press('n')
    await at.until('Answered lab1/api: No')
    expect(at.store.getState().view).toMatchObject({ mode: 'normal', answer: null })
    const keys = at.commands.filter(each => each.type === 'keys')
    expect(keys).toEqual([
      {
        type: 'keys',
        target: { host: 'lab1', server: '7:9', pane: '%1' },
        keys: [{ text: '2' }],
        answer: { rule: expect.anything(), text: expect.stringContaining('Deploy to production?') },
      },
    ])
  })

  test('a paste is an answer in words, never its letters one by one', async () => {
    const at = show()
    await at.until('quit')
    at.store.dispatch(asks('lab1', 1))
    at.press('A')
    await at.until('Answer 1 of 1')
    at.press('\x1b[200~1\r1\x1b[201~')
    await at.until('The answers are 1, 2, y')
    expect(at.commands.filter(each => each.type === 'keys')).toEqual([])
  })
})
