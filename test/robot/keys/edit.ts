import { test } from 'vitest'
import { play, type Robot } from '../robot.ts'

/** A key, what is typed after it, and the line then. */
const EDITS: readonly (readonly [key: string, typed: string, line: string])[] = [
  ['C-a', 'x', 'xab cd'],
  ['Right', 'y', 'xayb cd'],
  ['C-f', 'z', 'xaybz cd'],
  ['Left', '1', 'xayb1z cd'],
  ['C-b', '2', 'xayb21z cd'],
  ['Home', '3', '3xayb21z cd'],
  ['End', '4', '3xayb21z cd4'],
  ['BSpace', '', '3xayb21z cd'],
  ['C-h', '', '3xayb21z c'],
  ['Home', '', '3xayb21z c'],
  ['DC', '', 'xayb21z c'],
  ['C-d', '', 'ayb21z c'],
  ['C-e', '5', 'ayb21z c5'],
  ['C-w', '', 'ayb21z'],
  ['Home', '0', '0ayb21z'],
  ['C-k', '', '0'],
  ['C-u', '', ''],
]

/** How each line is opened, what stands before its text, and the key that leaves it. */
const LINES = [
  { opens: ['/'], label: 'filter: ', leaves: 'C-c' },
  { opens: [':'], label: ':', leaves: 'Escape' },
  { opens: ['s'], label: 'send to local/quiet: ', leaves: 'C-c' },
  { opens: ['Enter', '/'], label: 'search: ', leaves: 'Escape' },
  { opens: ['N'], label: 'name        ', leaves: 'C-c' },
] as const

test.each(LINES)('the line after "$label" is edited by all its keys', async line => {
  await play({ sessions: { quiet: 'sh -c "seq 90; exec cat"' } }, async robot => {
    await robot.sees('local/quiet:0.0')
    await open(robot, line)
    robot.type('ab cd')
    await robot.sees(text(line, 'ab cd'))

    for (const [key, typed, becomes] of EDITS) {
      robot.keys(key)
      if (typed) robot.type(typed)
      await robot.sees(text(line, becomes))
    }

    robot.keys(line.leaves)
    await robot.misses(text(line, ''))
  })
})

test.each(LINES.slice(0, 4))(
  'the line after "$label" gives back what was typed before',
  async line => {
    await play({ sessions: { quiet: 'sh -c "seq 90; exec cat"' } }, async robot => {
      await robot.sees('local/quiet:0.0')
      for (const word of ['one', 'two']) {
        await open(robot, line)
        await robot.press('C-u', text(line, ''))
        robot.type(word)
        await robot.sees(text(line, word))
        robot.keys('Enter')
        await robot.misses(text(line, word))
        if (line.opens.length > 1) await robot.press('f', 'LIVE')
      }

      await open(robot, line)
      await robot.press('C-u', text(line, ''))
      await robot.press('Up', text(line, 'two'))
      await robot.press('C-p', text(line, 'one'))
      await robot.press('Down', text(line, 'two'))
      await robot.press('C-n', text(line, ''))
    })
  },
)

type Line = (typeof LINES)[number]

async function open(robot: Robot, { opens, label }: Line): Promise<void> {
  if (opens.length > 1) await robot.press(opens[0], '▸ local/quiet')
  await robot.press(opens.at(-1) ?? '', new RegExp(`^.*${label.trimEnd()}`, 'm'))
}

/** The label, this text, and nothing after it but the words at the side. */
function text({ label }: Line, content: string): RegExp {
  return new RegExp(`[ ▌]${label.trimEnd()} *${content}(?: {2}(?!·)| ?$)`, 'm')
}
