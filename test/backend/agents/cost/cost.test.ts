import { createContext, Script } from 'node:vm'
import { expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import {
  MOST_CELLS,
  MOST_CHARACTERS,
  MOST_ROWS,
  toView,
} from '../../../../src/backend/agents/rule.ts'
import { createRandom, hash } from '../../../fuzz/random.ts'
import { type Attack, drawAttack, makeAttacks } from './attack.ts'
import { parsePattern } from './pattern.ts'
import { type Place, patternsOf } from './patterns-of.ts'

/** Milliseconds of the processor in which a pattern has read any screen: some four times what the slowest takes. */
const MOST = 60
/** How much longer twice the cells may take, where it can be measured at all. */
const GROWTH = 5
const MEASURABLE = 20
/** Attacks of each kind on each repetition in a pattern. */
const ROUNDS = 2
/** Measurements of the whole and the half in turns, before an attack counts as slow. */
const MEASUREMENTS = 4
/** Milliseconds after which a pattern is stopped, and one that was planted: it need not be waited for. */
const PATIENCE = 5000
const SHORT = 150

test('no pattern of an agent can be made slow by what stands on a screen', () => {
  const found = bundled.adapters.flatMap(adapter =>
    patternsOf(adapter).flatMap(({ name, source, place }) => {
      const slow = slowness(source, place, PATIENCE)
      return slow === null ? [] : [`${adapter.name}, ${name}: ${slow}`]
    }),
  )
  expect(found).toEqual([])
})

test.each([
  [
    'a line read in two ways, twelve times',
    '^ *[?◆] .*allow.*\\?.*(?:\\n.*\\S.*){0,12}(?![\\s\\S])',
    14,
  ],
  [
    'words that are tried to the end of the screen, each',
    '△ Always[\\s\\S]*Confirm\\s+Cancel',
    'screen',
  ],
  ['three of them', 'Permission Required[\\s\\S]*\\bAllow\\b[\\s\\S]*\\bDeny\\b', 'screen'],
  ['a repetition of a repetition', '^(?:\\w+ ?)+$', 1],
] as const)('%s is found', (_, source, place) => {
  expect(slowness(source, place, SHORT)).not.toBeNull()
})

const checked = new Map<string, string | null>()

/** How it is slow; null: it is not. */
function slowness(source: string, place: Place, patience: number): string | null {
  const id = `${place} ${source}`
  const known = checked.get(id)
  if (known !== undefined) return known
  const slow = limited(() => slowest(source, place), patience)
  checked.set(id, slow)
  return slow
}

function slowest(source: string, place: Place): string | null {
  const pattern = new RegExp(source, 'mu')
  for (const attack of makeAttacks(createRandom(hash(source)), parsePattern(source), ROUNDS)) {
    const slow = slowBy(pattern, place, attack)
    if (slow !== null) return slow
  }
  return null
}

function slowBy(pattern: RegExp, place: Place, attack: Attack): string | null {
  const whole = cut(place, attack, MOST_CELLS - 1)
  if (used(pattern, whole) < MEASURABLE) return null
  const part = cut(place, attack, MOST_CELLS / 2)
  let time = Number.POSITIVE_INFINITY
  let half = Number.POSITIVE_INFINITY
  // A busy machine lengthens one measurement more than the other: only what stays slow in all of them is slow.
  for (let round = 0; round < MEASUREMENTS; round++) {
    time = Math.min(time, least(pattern, whole))
    half = Math.min(half, least(pattern, part))
    if (time <= MEASURABLE || (time <= MOST && time <= half * GROWTH)) return null
  }
  return `${time.toFixed(0)} ms, ${half.toFixed(0)} ms with half the cells: ${JSON.stringify(attack)}`
}

/** What the rule would see of that screen, whose rows are as many however long they are. */
function cut(place: Place, attack: Attack, cells: number): string {
  const most = place === 'title' ? 1 : place === 'screen' ? MOST_ROWS : place
  const rows = Math.min(most, Math.floor(MOST_CHARACTERS / MOST_CELLS))
  const { lines } = toView('', drawAttack(attack, rows, cells).split('\n'))
  return lines.slice(-rows).join(place === 'title' ? ' ' : '\n')
}

/** Of several: what else the machine does can only make it longer. */
function least(pattern: RegExp, text: string): number {
  return Math.min(...Array.from({ length: 5 }, () => used(pattern, text)))
}

/** Milliseconds of the processor that this thread takes: what else runs on the machine does not count. */
function used(pattern: RegExp, text: string): number {
  const before = process.threadCpuUsage()
  pattern.exec(text)
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

const script = new Script('work()')
const context = createContext({ work: () => null })

/** A pattern that hangs is stopped: nothing else ends a regular expression. */
function limited(work: () => string | null, timeout: number): string | null {
  context['work'] = work
  try {
    return script.runInContext(context, { timeout })
  } catch (error) {
    // It is none of this realm's errors.
    const { code } = error as { readonly code?: unknown }
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'it hangs'
    throw error
  }
}
