import { readPaneSnapshot } from '../../../src/backend/send/pane-snapshot.ts'
import { createChangedPanes } from '../../../src/backend/tmux/channel/changed-panes.ts'
import { readListing } from '../../../src/backend/tmux/listing.ts'
import { toScreen } from '../../../src/backend/tmux/live-pane.ts'
import type { Pane } from '../../../src/state/model/fleet.ts'
import { hold, isCount, same, show } from '../finding.ts'
import { type Grammar, generateBytes, many, maybe, noise, number, word } from '../generate.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

/** Between the answers of one question. */
const SPLIT = '\x1d'

const id = (random: Random, sign: string): string => maybe(random, `${sign}${random.int(4)}`, 0.03)

const LINES: readonly ((random: Random) => string)[] = [
  random =>
    `${id(random, '$')} ${number(random)} ${number(random)} ${random.int(2)} ${random.int(2)} ${maybe(random, word(random), 0.3)}`,
  random => `${id(random, '@')} ${maybe(random, word(random), 0.3)}`,
  random =>
    `${id(random, '$')} ${id(random, '@')} ${number(random)} 1 ${id(random, '%')} ${many(random, 12, () => number(random)).join(' ')} 1 2 3 4 5 6 7 ${noise(random)}`,
  random => `${id(random, '%')} ${word(random)}`,
  random => `${random.int(2)} ${random.pick(['', 'ignore-size', 'a,b'])} ${word(random)}`,
  random => `${id(random, '%')} ${word(random)}|claude|${maybe(random, 'waiting: x')}`,
]

const answers: Grammar = {
  whole: random => LINES.map(line => many(random, 4, () => line(random)).join('\n')).join(SPLIT),
  atoms: [SPLIT, '\n', ' ', '|', '$1', '%1', '@1'],
}

export const listing: Reader = {
  name: 'list of sessions',
  holds:
    'ids are ids, figures are whole and not negative, no session twice; a damaged line is left out',
  make: random => generateBytes(random, answers),
  check(input) {
    const bodies = input.split(SPLIT).map(each => Buffer.from(each, 'latin1'))
    const sessions = readListing(bodies, pane => pane === '%1')
    for (const session of sessions) {
      const { created, activity, attached, windows } = session
      hold(/^\$\d{1,10}$/.test(session.id), `a session ${JSON.stringify(session.id)}`)
      hold([created, activity, attached, windows].every(isCount), 'figures of a session')
      show(session.name)
      for (const pane of session.panes) checkPane(pane)
    }
    const ids = sessions.map(each => each.id)
    same(new Set(ids).size, ids.length, 'sessions of different ids')
  },
  worst: [
    size => '$1 1 1 0 0 x\n'.repeat(size / 13),
    size =>
      `$1 1 1 0 0 x${SPLIT}${SPLIT}${'$1 @1 0 1 %1 0 1 9 9 1 0 0 0 0 0 0 0 1 t\n'.repeat(size / 41)}`,
    size => ' '.repeat(size),
    size => `${SPLIT.repeat(4)}${'1 x y\n'.repeat(size / 6)}`,
  ],
}

function checkPane(pane: Pane): void {
  const { index, width, height, pid, history, activity, window, dead } = pane
  hold(/^%\d{1,10}$/.test(pane.id), `a pane ${JSON.stringify(pane.id)}`)
  hold(/^@\d{1,10}$/.test(window.id), `a window ${JSON.stringify(window.id)}`)
  const figures = [index, width, height, pid, history, activity, window.index]
  hold(figures.every(isCount), `figures of a pane: ${figures}`)
  hold(Math.max(width, height) <= 65535, 'a pane that is too large')
  hold(dead?.code === undefined || isCount(dead.code), 'an exit code that is none')
  for (const text of [pane.title, pane.command, window.name]) show(text)
  for (const text of Object.values(pane.said ?? {})) if (typeof text === 'string') show(text)
}

const figures: Grammar = {
  whole: random => many(random, 14, () => number(random)).join(' '),
  atoms: [' ', '-5', '1e5', '80', '%1=x'],
}

export const captureFacts: Reader = {
  name: 'facts of a capture',
  holds: 'sizes, cursor and history are whole, not negative, and no larger than a screen can be',
  make: random => generateBytes(random, figures),
  check(input) {
    const { width, height, cursor, history } = toScreen(Buffer.from(input, 'latin1'), [])
    hold([width, height, history].every(isCount), `figures ${width} ${height} ${history}`)
    hold(Math.max(width, height) <= 65535, 'a screen that is too large')
    hold(!cursor || (isCount(cursor.x) && isCount(cursor.y)), 'a cursor that is nowhere')
    hold(!cursor || Math.max(cursor.x, cursor.y) <= 65535, 'a cursor that is far away')
  },
  worst: [size => '1 '.repeat(size / 2), size => '9'.repeat(size)],
}

export const sight: Reader = {
  name: 'sight of a pane',
  holds: 'idle time and cursor are figures; its rows are plain text',
  make: random => generateBytes(random, { ...figures, atoms: [SPLIT, '\n', ' '] }),
  check(input) {
    const seen = readPaneSnapshot(input.split(SPLIT).map(each => Buffer.from(each, 'latin1')))
    hold(Number.isSafeInteger(seen.idle), `idle for ${seen.idle}`)
    hold(isCount(seen.cursor.x) && isCount(seen.cursor.y), 'a cursor that is nowhere')
    for (const row of seen.rows) show(row)
  },
  worst: [size => '1 '.repeat(size / 2), size => `1${SPLIT}${'a\n'.repeat(size / 2)}`],
}

export const moved: Reader = {
  name: 'what moved',
  holds:
    'it names panes, each once; the same value again moves nothing; it keeps the last value only',
  make: random =>
    generateBytes(random, {
      whole: each => many(each, 6, () => `${id(each, '%')}=${number(each)} `).join(''),
      atoms: ['%', '=', ' ', '%1=1 '],
    }),
  check(input) {
    const read = createChangedPanes()
    const panes = read(input)
    hold(
      panes.every(pane => /^%\d{1,10}$/.test(pane)),
      'a pane that is none',
    )
    same(new Set(panes).size, panes.length, 'panes that differ')
    same(read(input), [], 'panes that moved without moving')
    read('')
    same(read(input), panes, 'panes that came anew')
  },
  worst: [
    size => '%'.repeat(size),
    size => `%${'1'.repeat(size)}`,
    size => '%1=1 '.repeat(size / 5),
    size => `%1=${'x'.repeat(size)}`,
  ],
}
