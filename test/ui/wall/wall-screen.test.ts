import type headless from '@xterm/headless'
import { afterEach, describe, expect, test } from 'vitest'
import { toLines } from '../../../src/backend/tmux/screen.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { tilesOf } from '../../../src/ui/wall/tile.ts'
import { asks, reads } from '../../state/agent.ts'
import { fleet, KEY, later, numbered, screen, session, target } from '../fleet.ts'
import { pick, randomFrom, randomLine } from '../paint/random.ts'
import { type Shown, showScreen, until } from '../screen-terminal.ts'

const screens: Shown[] = []
function show(state: UiState): Shown {
  const next = showScreen(state)
  screens.push(next)
  return next
}
afterEach(async () => {
  for (const each of screens.splice(0)) await leave(each)
})

/** One step out of dialogs, a zoomed tile, and the wall. */
async function leave({ store, quit }: Shown): Promise<void> {
  while (store.getState().view.composer) store.dispatch({ type: 'back' })
  while (store.getState().view.wall) store.dispatch({ type: 'leave-wall' })
  await quit()
}

const OPEN = { type: 'ask', mode: 'wall' } as const
const HOSTS = {
  local: Array.from({ length: 7 }, (_, at) => session(at + 1, `s${at + 1}`)),
  lab1: Array.from({ length: 6 }, (_, at) => session(at + 1, `日本${at + 1}`)),
}
const told = (host: string, number: number, lines: readonly string[]): UiMessage => ({
  type: 'tiles',
  host,
  server: KEY,
  screens: [{ pane: `%${number}`, screen: screen(lines, { cursor: { x: 3, y: 1 } }) }],
})

describe('the wall', () => {
  test('shows sessions of all hosts at once, with their names and what they do in the border', async () => {
    const state = later(fleet(HOSTS, { columns: 200, rows: 50 }), asks('lab1', 2))
    const at = show(later(state, reads('lab1', 3, 'working')))
    at.press('W')
    await at.until(/▸ Wall 13 +all that the filter shows .* grid/)
    at.store.dispatch(told('lab1', 1, ['\x1b[31mred\x1b[0m and 日本']))
    const rows = (await at.until('red and 日本')).join('\n')
    expect(rows).toMatch(/┏━ ● s1 {2}local ━/)
    expect(rows).toMatch(/╭─ ! 日本2 {2}lab1 ─+ claude waiting ─╮/)
    expect(rows).toMatch(/╭─ ◉ 日本3 {2}lab1 ─+ claude working ─╮/)
    at.press('z')
    await at.until(/zoomed {2}1 of 13/)
    at.press('l')
    await at.until(/zoomed {2}2 of 13[\s\S]*┏━ ● s2 {2}local/)
    at.press('\x1b')
    await at.until(/▸ Wall 13 .* grid/)
    at.press('\r')
    await at.until('▸ local/s2:0.0')
  })

  test('a host that is down: its tiles stay, and say since when and why', async () => {
    const at = show(
      later(fleet(HOSTS, { columns: 120, rows: 40 }), OPEN, told('local', 2, ['kept'])),
    )
    await at.until('kept')
    const failure = makeFailure({
      kind: 'unreachable',
      what: 'local refused the connection.',
      namesHost: true,
    })
    at.store.dispatch({ type: 'link', host: 'local', link: { state: 'down', failure } })
    const rows = (await at.until('now, down: refused the connection.')).join('\n')
    expect(rows).toMatch(/╭─ \? s2 {2}local ─+ not connected ─╮/)
    const y = (await at.rows()).findIndex(row => row.includes('kept'))
    const x = (await at.rows())[y]?.indexOf('kept') ?? -1
    expect(at.emulator.buffer.active.getLine(y)?.getCell(x)?.isDim()).not.toBe(0)
  })

  test('a dialog lies over the tiles; what was beneath shows again when it goes', async () => {
    const state = later(
      fleet(HOSTS, { columns: 120, rows: 40 }),
      OPEN,
      told('local', 2, numbered(0, 24)),
    )
    const at = show(state)
    const before = await at.until('line 9')
    at.press('?')
    const covered = (await at.until('▸ Keys')).join('\n')
    expect(covered).toContain('another layout')
    expect(covered).not.toMatch(/line \d/)
    at.press('\x1b')
    await at.until('line 9')
    expect(await at.rows()).toEqual(before)
  })

  test('keys answer while every tile changes all the time, and all that shows is the newest', async () => {
    const at = show(later(fleet(HOSTS, { columns: 200, rows: 50 }), OPEN))
    await at.until('▸ Wall 13')
    for (let round = 0; round < 200; round++) {
      for (const number of [1, 2, 3, 4])
        at.store.dispatch(told('local', number, [`round ${round}`]))
      if (round === 100) at.press('w')
    }
    expect(at.store.getState().view.wall?.layout).toBe('columns')
    const rows = (await at.until('round 199')).join('\n')
    expect(rows).not.toContain('round 198')
  })

  test('an idle wall writes nothing', async () => {
    const at = show(
      later(fleet(HOSTS, { columns: 200, rows: 50 }), OPEN, told('local', 2, ['quiet'])),
    )
    await at.until('quiet')
    const written = at.written()
    at.store.dispatch({ type: 'sessions', host: 'lab1', sessions: HOSTS.lab1 })
    at.store.dispatch(told('local', 2, ['quiet']))
    for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve))
    expect(at.written()).toBe(written)
  })
})

type Random = () => number

const SIZES: readonly (readonly [number, number])[] = [
  [200, 50],
  [120, 40],
  [80, 24],
  [41, 11],
  [95, 33],
]

/** What may happen to a wall, most of it panes that print. */
const HAPPENS: readonly ((random: Random, at: Shown) => void)[] = [
  ...Array.from({ length: 8 }, () => print),
  (random, at) => at.press(pick(random, ['h', 'j', 'k', 'l', '\t', 'w', 'z', ']', '[', 'G'])),
  (random, at) => at.press(pick(random, ['B', 'B', '\r'])),
  (random, at) => {
    const [columns, rows] = pick(random, SIZES)
    at.resize(columns, rows)
  },
  (random, at) => {
    const state = pick(random, ['up', 'down'] as const)
    at.store.dispatch({ type: 'link', host: 'lab1', link: { state } })
  },
  (random, at) =>
    at.store.dispatch(
      reads('local', pick(random, [1, 2, 3]), pick(random, ['working', 'waiting'])),
    ),
  (random, at) => {
    const sessions = HOSTS.lab1.filter(() => random() < 0.8)
    at.store.dispatch({ type: 'sessions', host: 'lab1', sessions })
  },
]

function print(random: Random, at: Shown): void {
  const lines = Array.from({ length: 24 }, () => randomLine(random))
  const number = 1 + Math.floor(random() * 7)
  at.store.dispatch(
    told(pick(random, ['local', 'lab1']), number, toLines(Buffer.from(lines.join('\n')))),
  )
}

/** Dialogs go, and a wall that was left is there again. */
function tidy(at: Shown): void {
  while (at.store.getState().view.composer) at.store.dispatch({ type: 'back' })
  if (!at.store.getState().view.wall) at.press('W')
}

async function cells(emulator: headless.Terminal): Promise<string[]> {
  await new Promise<void>(resolve => emulator.write('', resolve))
  return Array.from({ length: emulator.rows }, (_, y) => {
    const line = emulator.buffer.active.getLine(y)
    const row = Array.from({ length: emulator.cols }, (_, x) => line?.getCell(x))
    return row
      .map(
        cell =>
          `${cell?.getChars() || ' '}/${cell?.getFgColor()}/${cell?.getBgColor()}/${cell?.isBold()}${cell?.isDim()}${cell?.isInverse()}`,
      )
      .join('\t')
  })
}

/** Cells of the one that are not those of the other. */
async function differences(at: Shown, fresh: Shown): Promise<string[]> {
  const wanted = await cells(fresh.emulator)
  return (await cells(at.emulator)).flatMap((row, y) => {
    const other = wanted[y]?.split('\t') ?? []
    const wrong = row
      .split('\t')
      .flatMap((cell, x) => (cell === other[x] ? [] : [`${x}: ${cell} ${other[x]}`]))
    return wrong.length === 0 ? [] : [`row ${y}: ${wrong.join(', ')}`]
  })
}

/** The borders at the sides of every tile, as they are on the terminal. */
async function sides(at: Shown): Promise<string[]> {
  const rows = await cells(at.emulator)
  const glyph = (x: number, y: number) => rows[y]?.split('\t')[x]?.split('/')[0] ?? ''
  return tilesOf(at.store.getState()).flatMap(({ area }) =>
    Array.from({ length: area.height - 2 }, (_, row) => area.y + 1 + row).flatMap(y => [
      glyph(area.x, y),
      glyph(area.x + area.width - 1, y),
    ]),
  )
}

describe('whatever happens on the wall', () => {
  for (const seed of [1, 2, 3]) {
    test(`it shows what a fresh full paint shows, and no border is broken (seed ${seed})`, async () => {
      const random = randomFrom(seed)
      const at = show(later(fleet(HOSTS, { columns: 120, rows: 40 }), OPEN))
      await at.until('▸ Wall')
      for (let round = 0; round < 12; round++) {
        for (let count = 0; count < 12; count++) pick(random, HAPPENS)(random, at)
        if (random() < 0.7 || !at.store.getState().view.wall) tidy(at)
        const fresh = showScreen(at.store.getState())
        const isSame = async () => (await differences(at, fresh)).length === 0
        await until(isSame, `round ${round}`).catch(async error => {
          throw new Error(`${error.message}\n${(await differences(at, fresh)).join('\n')}`)
        })
        await leave(fresh)
        if (at.store.getState().view.mode === 'wall')
          expect([...new Set(await sides(at))].filter(glyph => !'│┃'.includes(glyph))).toEqual([])
      }
    })
  }
})

test('a tile whose screen is wide to its edge keeps its border', async () => {
  const state = later(fleet(HOSTS, { columns: 81, rows: 24 }), OPEN)
  const at = show(later(state, told('local', 1, ['日'.repeat(40), `x${'日'.repeat(40)}`])))
  await at.until('日日')
  expect(new Set(await sides(at))).toEqual(new Set(['│', '┃']))
  expect(at.store.getState().output.target).toEqual(target('local', 1))
})
