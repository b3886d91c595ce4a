import { Box } from 'ink'
import { describe, expect, test } from 'vitest'
import { linesOfFile } from '../../../src/state/files/line-ends.ts'
import { writePath } from '../../../src/state/files/written-path.ts'
import type { FilesAnswer } from '../../../src/state/host-requests/files-request.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { width } from '../../../src/state/text/text.ts'
import { dispatchInput } from '../../../src/ui/app/dispatch-input.ts'
import { Fleet } from '../../../src/ui/app/fleet-screen.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { Token } from '../../../src/ui/terminal/keys.ts'
import { fleet, LAB, later, type Run, run } from '../fleet.ts'
import { printed } from '../parts/printed.tsx'

const version = (sum: string) => ({ sum: `sha256:${sum}`, inode: '1:2', size: 3 })
const path = '/srv/app/b'

/** What the screen does with keys, text and pastes, and the requests that it makes. */
function pressed(state: UiState, ...tokens: readonly (string | Token)[]): Run {
  let now: Run = { state, commands: [] }
  dispatchInput(
    tokens.map(token => (typeof token === 'string' ? { key: token } : token)),
    {
      getState: () => now.state,
      own: () => {},
      dispatch: intent => {
        const next = run(now.state, intent)
        now = { ...next, commands: [...now.commands, ...next.commands] }
      },
    },
  )
  return now
}

const answered = (state: UiState, answer: FilesAnswer) =>
  later(state, { type: 'files-answered', host: state.view.files?.host ?? '', answer })

const listed = (size = { columns: 80, rows: 24 }) => {
  const { state } = pressed(fleet(LAB, size), { text: 'F' })
  const entry = { type: 'file', mode: 0o644, size: 1, modified: 0, owner: 0, links: 1 } as const
  const directory = writePath(Buffer.from('/srv/app'))
  const entries = [{ ...entry, name: writePath(Buffer.from('b')) }]
  const listing = { directory, entries, total: 1, page: 0 }
  return answered(state, { of: 'list', turn: 1, listing })
}

const fileOf = (text: string) => ({
  ...{ path, title: clean(`gpu1:${path}`), text, version: version('1') },
})

const opened = (text: string, size = { columns: 80, rows: 24 }) =>
  answered(pressed(listed(size), { text: 'E' }).state, { of: 'opened', file: fileOf(text) })

const editorOf = ({ view }: UiState) => {
  const editor = view.files?.editor
  if (!editor) throw new Error('no editor is open')
  return editor
}
const textIn = (state: UiState) => editorOf(state).history.block.lines.join('\n')
const cursorIn = (state: UiState) => {
  const { row, column } = editorOf(state).history.block
  return [row, column]
}
const saved = (state: UiState, sum = '2') =>
  answered(state, { of: 'saved', path, version: version(sum) })
const shown = (state: UiState) => {
  const { columns, rows } = state.view
  return printed(
    state,
    <Box width={columns} height={rows}>
      <Fleet />
    </Box>,
  )
}

test('E asks for the file, and its text opens with the cursor at the start', () => {
  expect(shown(listed())).toContain('E edit here')
  const asked = pressed(listed(), { text: 'E' })
  expect(asked.commands).toMatchObject([{ ask: { do: 'open', path } }])
  const there = opened('one\ntwo\n')
  expect(there.view.mode).toBe('file-edit')
  expect(cursorIn(there)).toEqual([0, 0])
  expect(shown(there)).toMatch(/Edit gpu1:\/srv\/app\/b .* line 1 of 3/)
})

test('a text that was looked at opens at its first visible line', () => {
  const { state } = pressed(fleet(), { text: 'F' })
  const lines = Array.from({ length: 90 }, () => [])
  const text = { path: writePath(Buffer.from(path)), title: clean('b'), lines, notes: [] }
  const seen = pressed(answered(state, { of: 'text', text }), 'NPage', { text: 'E' })
  expect(seen.commands).toMatchObject([{ ask: { do: 'open', path } }])
  const there = answered(seen.state, { of: 'opened', file: fileOf('\n'.repeat(90)) })
  expect(cursorIn(there)).toEqual([seen.state.view.files?.scroll, 0])
  expect(pressed(there, 'Escape').state.view.mode).toBe('files')
})

test('while the file is read, keys are dropped, and esc goes back', () => {
  const asked = pressed(listed(), { text: 'E' }).state
  const typed = pressed(asked, { text: 'xyq' }, 'Enter', 'C-s', 'C-g', { text: 'E' })
  expect([typed.commands, typed.state.view.mode]).toEqual([[], 'file-edit'])
  expect(textIn(answered(typed.state, { of: 'opened', file: fileOf('a') }))).toBe('a')
  const back = pressed(asked, 'Escape').state
  expect(back.view.mode).toBe('files')
  expect(answered(back, { of: 'opened', file: fileOf('a') }).view.files?.editor).toBeNull()
  expect(answered(asked, { of: 'unopened', path }).view.mode).toBe('files')
})

test('letters that are keys elsewhere, spaces and pastes are text', () => {
  const typed = pressed(opened('a\n'), { text: 'q ?' }, { paste: 'x\ty\r\nz' })
  expect(textIn(typed.state)).toBe('q ?x\ty\nza\n')
  expect(typed.commands).toEqual([])
})

test('the cursor goes up and down by lines and pages, and returns to its column', () => {
  const text = `long line\nx\n日本語\n${'\n'.repeat(50)}`
  const at = pressed(opened(text), 'End', 'Down').state
  expect(cursorIn(at)).toEqual([1, 1])
  expect(cursorIn(pressed(at, 'Up').state)).toEqual([0, 9])
  expect(cursorIn(pressed(at, 'Down').state)).toEqual([2, 3])
  expect(cursorIn(pressed(at, 'Left', 'Down').state)).toEqual([2, 0])
  const paged = pressed(at, 'NPage').state
  expect(cursorIn(paged)).toEqual([21, 0])
  expect(cursorIn(pressed(paged, 'PPage').state)).toEqual([1, 1])
  expect(cursorIn(pressed(paged, 'C-End').state)).toEqual([53, 0])
  expect(cursorIn(pressed(paged, 'C-Home').state)).toEqual([0, 0])
})

test('tab indents as the file does', () => {
  const indented = (text: string) => textIn(pressed(opened(text), 'Tab').state)
  expect(indented('a:\n  b\n')).toBe('  a:\n  b\n')
  expect(indented('a:\n\tb\n')).toBe('\ta:\n\tb\n')
  expect(indented('')).toBe('\t')
})

describe('saving', () => {
  test.each([
    ['one\ntwo\n', 'xone\ntwo\n'],
    ['one\r\ntwo\r\n', 'xone\r\ntwo\r\n'],
    ['one\ntwo', 'xone\ntwo'],
    ['\ufeffone\n', '\ufeffxone\n'],
    ['a\r\nb\n\u0000\u001b[2J\rc', 'xa\r\nb\n\u0000\u001b[2J\rc'],
    ['', 'x'],
  ])('%j becomes %j: only the change', (text, then) => {
    const { commands } = pressed(opened(text), { text: 'x' }, 'C-s')
    expect(commands).toMatchObject([
      { type: 'ask-files', ask: { do: 'save', path, text: then, before: version('1') } },
    ])
  })

  test('is not asked for an unchanged text, nor twice at once', () => {
    const unchanged = pressed(opened('a'), { text: 'x' }, 'C-z', 'C-s')
    expect(unchanged.commands).toEqual([])
    expect(unchanged.state.view.toast?.text).toBe('The text has no changes to save.')
    expect(pressed(opened('a'), { text: 'x' }, 'C-s', 'C-s').commands.length).toBe(1)
  })

  test('goes on from the saved version; what is typed meanwhile is a change', () => {
    const sent = pressed(opened('a'), { text: 'x' }, 'C-s', { text: 'y' }).state
    expect(shown(sent)).toContain('saving')
    const done = saved(sent)
    expect(shown(done)).toContain('changed')
    expect(pressed(done, 'C-s').commands).toMatchObject([
      { ask: { text: 'xya', before: version('2') } },
    ])
    const same = pressed(saved(pressed(done, 'C-s').state, '3'), 'Escape').state
    expect(same.view.files?.editor).toBeNull()
  })

  test('that fails leaves the text in the editor, to be saved again', () => {
    const sent = pressed(opened('a'), { text: 'x' }, 'C-s').state
    const failed = answered(sent, { of: 'unsaved', path })
    expect(textIn(failed)).toBe('xa')
    expect(pressed(failed, 'C-s').commands).toMatchObject([{ ask: { before: version('1') } }])
  })

  test('that nobody waits for changes nothing', () => {
    const at = pressed(opened('a'), { text: 'x' }).state
    expect(editorOf(saved(at)).version).toEqual(version('1'))
    const sent = pressed(at, 'C-s').state
    const other = answered(sent, { of: 'saved', path: '/other', version: version('9') })
    expect(editorOf(other).saving).not.toBeNull()
  })
})

describe('a conflict', () => {
  const conflict = { path: writePath(Buffer.from(path)), isThere: true, copy: '/home/me/copy' }
  const held = () =>
    answered(pressed(opened('a'), { text: 'x' }, 'C-s').state, { of: 'conflict', conflict })

  test('is the choice of the files screen, over the text', () => {
    expect([held().view.mode, held().view.toast]).toEqual(['file-conflict', null])
    const text = { path: conflict.path, title: clean('t'), lines: [], notes: [] }
    const seen = answered(pressed(held(), { text: 'd' }).state, { of: 'text', text })
    expect(seen.view.mode).toBe('file-text')
    expect(pressed(seen, { text: 'q' }).state.view.mode).toBe('file-conflict')
  })

  test('overwrite goes back to the text, saved', () => {
    const over = pressed(held(), { text: 'o' })
    expect(over.commands).toMatchObject([{ ask: { do: 'settle', choice: 'overwrite' } }])
    const done = saved(over.state)
    expect([done.view.mode, textIn(done)]).toEqual(['file-edit', 'xa'])
    expect(pressed(done, 'Escape').state.view.mode).toBe('files')
  })

  test('keep both closes the editor when the text is saved beside the file, not before', () => {
    const both = pressed(held(), { text: 'k' }).state
    expect(textIn(both)).toBe('xa')
    expect(textIn(answered(both, { of: 'unsaved', path }))).toBe('xa')
    const done = answered(both, { of: 'saved', path, version: null })
    expect([done.view.mode, done.view.files?.editor]).toEqual(['files', null])
  })

  test('later goes back to the text, unsaved', () => {
    const back = answered(pressed(held(), 'Escape').state, { of: 'unsaved', path })
    expect([back.view.mode, textIn(back)]).toEqual(['file-edit', 'xa'])
    expect(pressed(back, 'Escape').state.view.mode).toBe('confirm')
  })
})

describe('closing', () => {
  test('asks if the text was changed; no goes back to it', () => {
    const asked = pressed(opened('a'), { text: 'x' }, 'Escape').state
    expect(shown(asked)).toContain('Discard the changes of gpu1:/srv/app/b?')
    const back = pressed(asked, { text: 'n' }).state
    expect([back.view.mode, textIn(back)]).toEqual(['file-edit', 'xa'])
    const left = pressed(asked, { text: 'y' })
    expect([left.state.view.mode, left.state.view.files?.editor]).toEqual(['files', null])
    expect(left.commands).toEqual([])
  })

  test('asks while a save is not answered', () => {
    const asked = pressed(opened('a'), { text: 'x' }, 'C-s', 'Escape').state
    expect(asked.view.confirm?.question).toContain('still being saved')
  })
})

test('late answers do not replace or cover the text under edit', () => {
  const at = pressed(opened('a'), { text: 'x' }).state
  const file = { path: '/other', title: clean('other'), text: 'z', version: version('9') }
  const text = { path: writePath(Buffer.from('/o')), title: clean('t'), lines: [], notes: [] }
  const then = answered(answered(at, { of: 'opened', file }), { of: 'text', text })
  expect([then.view.mode, textIn(then)]).toEqual(['file-edit', 'xa'])
})

test('lines that are too long are left to the own editor', () => {
  for (const line of ['x'.repeat(100_001), '日'.repeat(10_001)]) {
    const refused = opened(`a\n${line}`)
    expect([refused.view.files?.editor, refused.view.mode]).toEqual([null, 'files'])
    expect(refused.view.toast?.text).toContain('too long to edit here: press e')
  }
  expect(opened('x'.repeat(100_000)).view.mode).toBe('file-edit')
})

describe('ctrl-g', () => {
  const seek = (state: UiState, text: string) =>
    pressed(state, 'C-g', ...(text === '' ? [] : [{ text }]), 'Enter').state

  test('finds a text from the cursor on, begins again at the start, and repeats', () => {
    let at = opened('one Two\ntwo\nthree')
    const seen = ['two', '', ''].map(text => {
      at = seek(at, text)
      return cursorIn(at)
    })
    expect(seen).toEqual([
      [0, 4],
      [1, 0],
      [0, 4],
    ])
    expect(cursorIn(seek(at, 'Two'))).toEqual([0, 4])
    const none = seek(at, 'four')
    expect([none.view.mode, none.view.toast?.text]).toEqual([
      'file-edit',
      'The text does not contain: four',
    ])
  })

  test('goes to a line; esc goes back', () => {
    expect(cursorIn(seek(opened('a\nb\nc'), ':3'))).toEqual([2, 0])
    expect(cursorIn(seek(opened('a\nb\nc'), ':99'))).toEqual([2, 0])
    const back = pressed(opened('a'), 'C-g', 'Escape').state
    expect(back.view.mode).toBe('file-edit')
  })
})

describe('what is seen', () => {
  test('scrolls with the cursor, down and to the right, and back', () => {
    const line = Array.from({ length: 40 }, (_, n) => `word${n}`).join(' ')
    const at = opened(`${line}\n${'\n'.repeat(60)}last`)
    const right = shown(pressed(at, 'End').state)
    expect(right).toContain('word39')
    expect(right).not.toContain('word0 ')
    const down = shown(pressed(at, 'C-End').state)
    expect(down).toContain('62  last')
    expect(shown(pressed(at, 'End', 'C-End', 'C-Home').state)).toContain('   1  word0 ')
  })

  test('a smaller terminal still shows the cursor', () => {
    const at = pressed(opened(`${'\n'.repeat(60)}last`), 'C-End').state
    const small = later(at, { type: 'resized', columns: 40, rows: 10 })
    expect(shown(small)).toContain('61  last')
    expect(shown(small)).toContain('ctrl-s save  esc close')
  })

  test.each([
    { columns: 40, rows: 10 },
    { columns: 120, rows: 30 },
  ])('odd characters never break the frame of $columns columns', size => {
    const odd =
      '\t\u4e2d'.repeat(30) + '\x1b[2J\u202e\u0301\u{1f468}\u200d\u{1f469}\u0000'.repeat(30)
    let state = opened(`${odd}\n${odd}`, size)
    for (let n = 0; n < 60; n++) {
      const text = shown(state)
      expect(text).not.toMatch(/[\x1b\u202e\u0000]/)
      for (const line of text.split('\n')) expect(width(line)).toBeLessThanOrEqual(size.columns)
      state = pressed(state, 'Right', 'Right', 'Right').state
    }
    expect(textIn(state)).toBe(`${odd}\n${odd}`)
  })
})

test('a large file is edited without a copy of it for each change', () => {
  const text = 'line\n'.repeat(300_000)
  let state = opened(text)
  for (let n = 0; n < 20; n++) state = pressed(state, { text: 'x' }, 'Down').state
  const { past } = editorOf(state).history
  expect(past.flatMap(({ before, after }) => [...before, ...after]).length).toBe(40)
  expect(linesOfFile(text).lines.length).toBe(300_001)
})
