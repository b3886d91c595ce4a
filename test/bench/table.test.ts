import { expect, test } from 'vitest'
import { growthOf } from '../../bench/growth-picture.ts'
import { refresh } from '../../bench/markdown.ts'
import { type Result, resultText } from '../../bench/result.ts'
import type { Row } from '../../bench/row.ts'
import { drawGrowth } from '../../bench/svg.ts'
import { tableText } from '../../bench/table.ts'

const ROWS: readonly Row[] = [
  {
    what: 'broadcast',
    unit: 'ms',
    ours: 65.2,
    other: { name: 'clush', figure: 1231 },
    goal: { kind: 'faster', times: 20 },
    raw: { ours: [65.2, 64.123456789] },
  },
  { what: 'bytes', unit: 'B', ours: 0, goal: { kind: 'most', value: 0 } },
  { what: 'the wall', kind: 'not run', why: 'pdsh is not installed: apt-get install pdsh' },
]

const RESULT: Result = {
  date: '2026-11-21T18:00Z',
  machine: {
    cpu: 'a cpu',
    cores: 2,
    memory: 4096,
    kernel: '6.1',
    tmux: '3.3a',
    ssh: 'OpenSSH_9.2p1',
    node: '24.21.0',
  },
  hosts: '64 real sshd on loopback',
  seconds: 600,
  groups: [
    { name: 'one', seconds: 1, load: { begin: 0.1, end: 0.2 }, rows: ROWS },
    {
      name: 'growth',
      seconds: 1,
      load: { begin: 0, end: 0 },
      rows: [8, 16].map(hosts => ({
        what: `growth: time of a send, ${hosts} hosts`,
        unit: 'ms',
        ours: hosts * 10,
      })),
    },
  ],
}

test('the table stands in columns, misses are said, and a row without a figure says why', () => {
  expect(tableText(ROWS)).toBe(
    `what       fleetmux  the other            ratio    goal
---------  --------  ---------  --------  -----  ------  -------
broadcast   65.2 ms  clush      1,231 ms  18.9x  >= 20x  MISSED
bytes           0 B                              <= 0 B  met
the wall                                                 not run
    pdsh is not installed: apt-get install pdsh
`,
  )
})

test('no line passes the width: names give way, figures never', () => {
  const long = { ...ROWS[0], what: 'w'.repeat(90) } as Row
  const why = { what: 'a', kind: 'failed', why: 'y'.repeat(300) } as const
  const text = tableText([long, why], 100)
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(100)
  expect(text).toContain('www…')
  expect(text).toContain('1,231 ms  18.9x  >= 20x  MISSED')
})

test('the page gets the table between its marks, and keeps all else', () => {
  const marks = ['<!-- npm run bench -- --markdown writes from here -->', '<!-- to here -->']
  const page = `# Words\n${marks[0]}\nold\n${marks[1]}\nmore words\n`

  const fresh = refresh(page, RESULT)

  expect(fresh).toContain('# Words\n')
  expect(fresh).toContain('\nmore words\n')
  expect(fresh).not.toContain('old')
  expect(fresh).toContain('| broadcast | 65.2 ms | clush 1,231 ms | 18.9x | ≥ 20x | MISSED |\n')
  expect(fresh).toContain('| the wall |  | pdsh is not installed: apt-get install pdsh |')
  expect(refresh(fresh, RESULT)).toBe(fresh)
  expect(() => refresh('# Words\n', RESULT)).toThrow('the page has no')
})

test('the result is JSON, with each list of figures on one line', () => {
  const text = resultText(RESULT)
  expect(text).toContain('"ours": [65.2, 64.1235]')
  expect(JSON.parse(text).groups[0].rows[1]).toEqual(ROWS[1])
})

test('the picture has a panel for each cost, inside its frame, readable in light and dark', () => {
  const curves = growthOf(RESULT)
  expect(curves).toEqual([
    {
      title: 'time of a send',
      unit: 'ms',
      points: [
        [8, 80],
        [16, 160],
      ],
    },
  ])

  const svg = drawGrowth([...curves, { title: 'a < b', unit: 'ms', points: [[8, 0]] }])

  expect(svg.match(/class="cost"/g)).toHaveLength(2)
  expect(svg).toContain('a &lt; b')
  expect(svg).toContain('prefers-color-scheme: dark')
  expect(svg).not.toMatch(/NaN|Infinity/)
  expect(svg).toContain('<polyline class="cost" points="125,108 250,36"/>')
})
