import { Box } from 'ink'
import { expect, test } from 'vitest'
import type { FileEntry } from '../../../src/state/files/file-entry.ts'
import type { Listing } from '../../../src/state/files/host-files.ts'
import { writePath } from '../../../src/state/files/written-path.ts'
import type { FilesAnswer } from '../../../src/state/host-requests/files-request.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { width } from '../../../src/state/text/text.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { FilesView } from '../../../src/ui/files/files-view.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { fleet, LAB, later, type Run, run } from '../fleet.ts'
import { printed } from '../parts/printed.tsx'

const name = (text: string) => writePath(Buffer.from(text))

const entry = (text: string, more: Partial<FileEntry> = {}): FileEntry => ({
  ...{ name: name(text), type: 'file', mode: 0o644, size: 1234 },
  ...{ modified: 1_700_000_000, owner: 0, links: 1, ...more },
})

const listing = (entries: readonly FileEntry[], more: Partial<Listing> = {}): Listing => ({
  ...{ directory: name('/srv/app'), entries, total: entries.length, page: 0, ...more },
})

function pressed(state: UiState, ...keys: readonly string[]): Run {
  return keys.reduce<Run>(
    (now, key) => {
      const done = resolveKey(now.state, key)
      if (!('intents' in done)) return now
      const next = run(now.state, ...done.intents)
      return { ...next, commands: [...now.commands, ...next.commands] }
    },
    { state, commands: [] },
  )
}

const answered = (state: UiState, answer: FilesAnswer) =>
  later(state, { type: 'files-answered', host: hostIn(state), answer })

const hostIn = (state: UiState) => state.view.files?.host ?? ''

const ENTRIES = [entry('deep', { type: 'directory' }), entry('a.ts', { git: ' M' }), entry('b')]

const opened = () => {
  const { state } = pressed(fleet(), 'F')
  return answered(state, { of: 'list', turn: 1, listing: listing(ENTRIES) })
}

test('F reads the directory of the pane; a late answer for another directory is ignored', () => {
  const { state, commands } = pressed(fleet(), 'F')
  expect(commands).toMatchObject([{ type: 'ask-files', ask: { do: 'list', turn: 1 } }])
  const again = pressed(state, 'r').state
  const late = answered(again, { of: 'list', turn: 1, listing: listing(ENTRIES) })
  expect(late.view.files?.listing).toBe(null)
})

test('a directory that has vanished is left by its name, since the host cannot look into it', () => {
  const { commands } = pressed(opened(), 'h')
  expect(commands).toMatchObject([{ ask: { do: 'list', path: '/srv' } }])
})

test('the selected name stays selected when the list is read again', () => {
  const at = pressed(opened(), 'j', 'j', 'r').state
  const next = [entry('0'), ...ENTRIES]
  const read = answered(at, { of: 'list', turn: 2, listing: listing(next) })
  expect(read.view.files?.row).toBe(3)
})

test('a directory is opened and left, and is then selected', () => {
  const down = pressed(opened(), 'Enter')
  expect(down.commands.at(-1)).toMatchObject({ ask: { do: 'list', path: '/srv/app/deep' } })
  const inside = answered(down.state, {
    ...{ of: 'list', turn: 2, listing: listing([], { directory: name('/srv/app/deep') }) },
  })
  const up = pressed(inside, 'h')
  expect(up.commands.at(-1)).toMatchObject({ ask: { do: 'list', path: '/srv/app' } })
  const back = answered(up.state, { of: 'list', turn: 3, listing: listing(ENTRIES.toReversed()) })
  expect(back.view.files?.row).toBe(2)
})

test('removing asks first, with host and path; no does nothing', () => {
  const asked = pressed(opened(), 'G', 'x').state
  expect(asked.view.confirm?.question).toBe(`Remove the file ${hostIn(asked)}:/srv/app/b?`)
  const no = pressed(asked, 'n')
  expect([no.state.view.mode, no.commands]).toEqual(['files', []])
  expect(pressed(asked, 'y').commands).toMatchObject([
    { ask: { do: 'remove', path: '/srv/app/b' } },
  ])
})

test('a typed name is relative to this directory; a path with a leading slash is absolute', () => {
  const typed = (text: string) =>
    pressed(later(pressed(opened(), 'a').state, { type: 'typed', text }), 'Enter').commands
  expect(typed('-x y')).toMatchObject([{ ask: { do: 'new', path: '/srv/app/-x y' } }])
  expect(typed('/tmp/x')).toMatchObject([{ ask: { do: 'new', path: '/tmp/x' } }])
  expect(typed('  ')).toEqual([])
})

test('a conflict accepts only its own keys; leaving it keeps the copy; a text can be shown over it', () => {
  const conflict = { path: name('/srv/app/b'), isThere: true, copy: '/home/me/copy' }
  const held = answered(opened(), { of: 'conflict', conflict })
  expect(held.view.mode).toBe('file-conflict')
  expect(pressed(held, 'x').commands).toEqual([])
  const seen = answered(pressed(held, 'd').state, {
    ...{ of: 'text', text: { path: conflict.path, title: clean('t'), lines: [], notes: [] } },
  })
  expect(seen.view.mode).toBe('file-text')
  expect(pressed(seen, 'q').state.view.mode).toBe('file-conflict')
  const later_ = pressed(held, 'Escape')
  expect(later_.commands).toMatchObject([{ ask: { do: 'settle', choice: 'later' } }])
  expect(later_.state.view.mode).toBe('files')
})

test('a picture is asked for in the size of the screen; without colours it is told in words', () => {
  const asked = pressed(opened(), 'G', 'Enter')
  expect(asked.commands).toMatchObject([{ ask: { do: 'show', area: { columns: 78, rows: 20 } } }])
  const cell = { text: clean('▀'), colour: 0, front: '#ff0000' }
  const path = name('/srv/app/b')
  const text = {
    path,
    title: clean('b'),
    lines: [[cell]],
    notes: ['PNG'],
    isPicture: true,
  } as const
  const shown = printed(
    answered(asked.state, { of: 'text', text }),
    <Box width={80} height={24}>
      <FilesView />
    </Box>,
  )
  expect(shown).toContain('it needs a terminal with colours')
  expect(shown).not.toContain('▀')
})

test('help and the bottom line return to the previous view', () => {
  expect(pressed(opened(), '?', 'q').state.view.mode).toBe('files')
  expect(pressed(opened(), 'f', 'Escape').state.view.mode).toBe('files')
  expect(pressed(opened(), 'q').state.view.mode).toBe('normal')
})

test.each([
  { columns: 40, rows: 10 },
  { columns: 120, rows: 30 },
])('long and odd names never break the frame of $columns columns', size => {
  const odd = ['\u4e2d'.repeat(200), '-rf', 'a\x1b[2Jb\nc', '\u{1f468}\u200d\u{1f469}'.repeat(60)]
  const links = { type: 'link', target: { path: name('/'.repeat(300)), type: null } } as const
  const first = pressed(fleet(LAB, size), 'F').state
  const state = answered(first, {
    ...{ of: 'list', turn: 1, listing: listing(odd.map(text => entry(text, links))) },
  })
  const { columns, rows } = size
  const text = printed(
    state,
    <Box width={columns} height={rows}>
      <FilesView />
    </Box>,
  )
  expect(text).not.toContain('\x1b[2J')
  for (const line of text.split('\n')) expect(width(line)).toBeLessThanOrEqual(columns)
})
