import { expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'
import { recorded } from '../recorded.ts'

type Lines = readonly string[]

/** Rows behind those of an agent's screen, and where the cursor stands then. */
interface Showing {
  readonly command: string
  readonly shown: (screen: Lines) => Lines
  readonly cursor: 'end' | 'below' | 'inside'
}

const under =
  (...rows: Lines) =>
  (screen: Lines) => [...screen, ...rows]
const REVERSE = '\x1b[7m'

const SHOWING: Readonly<Record<string, Showing>> = {
  less: { command: 'less', shown: under(':'), cursor: 'end' },
  vim: { command: 'vim', shown: under('~', '"a.txt" 32L, 1800B'), cursor: 'inside' },
  'less over ssh': { command: 'ssh', shown: under(':'), cursor: 'end' },
  'less over ssh at the end': {
    command: 'ssh',
    shown: under(`${REVERSE}(END)\x1b[27m`),
    cursor: 'end',
  },
  'less over ssh that names its file': {
    ...{ command: 'ssh', cursor: 'end' },
    shown: under(`${REVERSE}transcript.txt\x1b[27m`),
  },
  'bat over ssh': {
    ...{ command: 'ssh', cursor: 'end' },
    shown: screen => [...screen.map((row, at) => `${String(at + 1).padStart(4)} │ ${row}`), ':'],
  },
  'a diff in a pager over ssh': {
    ...{ command: 'ssh', cursor: 'end' },
    shown: screen => [...screen.map(row => `+${row}`), ':'],
  },
  'vim over ssh': {
    ...{ command: 'ssh', cursor: 'inside' },
    shown: under('~', '"a.txt" 32L, 1800B                    1,1           All'),
  },
  'vim over ssh without a name': {
    ...{ command: 'ssh', cursor: 'inside' },
    shown: under('                                      12,3          45%'),
  },
  'cat over ssh': { command: 'ssh', shown: under('dev@box:~/project$ '), cursor: 'end' },
  'cat over ssh with a prompt of two lines': {
    ...{ command: 'ssh', cursor: 'end' },
    shown: under('', '~/project main', '❯ '),
  },
  'cat in a container': { command: 'docker', shown: under('root@0a1b2c:/# '), cursor: 'end' },
  'logs of a container': {
    ...{ command: 'docker', cursor: 'below' },
    shown: screen => screen.map(row => `agent-1  | ${row}`),
  },
  'a script that prints': { command: 'node', shown: screen => screen, cursor: 'below' },
}

const screens = recorded().filter(({ evidence, state }) => !evidence.dead && state !== 'shell')

function rowsOf(lines: Lines): Lines {
  const last = lines.findLastIndex(row => row.replace(/\x1b\[[\d;:]*m/g, '').trim() !== '')
  return lines.slice(0, last + 1)
}

function read({ command, shown, cursor: where }: Showing, screen: Lines) {
  const lines = shown(rowsOf(screen))
  const end = { x: (lines.at(-1) ?? '').replace(/\x1b\[[\d;:]*m/g, '').length, y: lines.length - 1 }
  const places = { end, below: { x: 0, y: lines.length }, inside: { x: 2, y: 1 } }
  const pane = { command: clean(command), title: clean(''), ours: false } as Pane
  const cursor = { ...places[where], visible: true }
  return readObservation(bundled, { pane, agent: null, lines, cursor, moved: -60_000 }, 0).reading
}

test.each(Object.entries(SHOWING))('no agent is seen in what is only shown: %s', (_, showing) => {
  const seen = screens.filter(({ evidence }) => read(showing, evidence.lines))
  expect(seen.map(({ name }) => name)).toEqual([])
})

test('an agent in a tmux within the pane is read as without its status line', () => {
  const status = '[main] 0:claude* 1:bash-                        "box" 12:00 30-Nov-26'
  const wrong = screens.flatMap(({ name, evidence, state }) => {
    const pane = { command: clean('ssh'), title: clean(evidence.title), ours: false } as Pane
    const lines = [...rowsOf(evidence.lines), status]
    const cursor = evidence.cursor ?? { x: 0, y: 0, visible: false }
    const observation = { pane, agent: null, lines, cursor, moved: -60_000 }
    const { reading } = readObservation(bundled, observation, 0)
    // A panel of help is neither an answer nor a question: it may be read as an open panel.
    return reading && state !== 'unknown' && reading.state !== state ? [name] : []
  })
  expect(wrong).toEqual([])
})
