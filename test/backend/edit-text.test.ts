import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { editText } from '../../src/backend/edit-text.ts'
import { editorOf } from '../../src/backend/terminal/editor.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fme-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const lend = (run: () => Promise<void>) => run()
const edit = (text: string, env: NodeJS.ProcessEnv) =>
  editText({ type: 'edit-text', text }, lend, env)

test('the editor of the person gets the text, in a file that is theirs alone and gone afterwards', async () => {
  // The editor notes where the file is, what it may be read by, and what stands in it; then it adds a line.
  const note = join(dir, 'note')
  const editor = `sh -c 'echo "$1"; stat -c %a "$1"; cat "$1"; echo more >> "$1"' > '${note}' sh`
  const event = await edit('one\n"two" $HOME\n', { VISUAL: editor, EDITOR: 'false' })

  expect(event).toEqual({ type: 'edited', text: 'one\n"two" $HOME\nmore\n' })
  const [file = '', mode, ...text] = readFileSync(note, 'utf8').split('\n')
  expect([mode, text.join('\n')]).toEqual(['600', 'one\n"two" $HOME\n'])
  expect(existsSync(file)).toBe(false)
})

test('the end of the last line is no line of the text', async () => {
  const event = await edit('one', { EDITOR: 'sh -c \'echo two > "$1"\' sh' })
  expect(event).toEqual({ type: 'edited', text: 'two' })
})

test('an editor that fails is told, and so is one that is not there', async () => {
  await expect(edit('one', { EDITOR: 'false' })).rejects.toThrow(
    'The editor ended with exit code 1; the text was not changed.',
  )
  await expect(edit('one', { EDITOR: join(dir, 'none') })).rejects.toThrow('Set VISUAL or EDITOR')
})

test('where no editor is set it is vi, and nano where there is no vi', async () => {
  const install = (name: string) => writeFileSync(join(dir, name), '', { mode: 0o755 })
  expect(await editorOf({ PATH: dir })).toBe('vi')
  install('nano')
  expect(await editorOf({ PATH: dir })).toBe('nano')
  install('vi')
  expect(await editorOf({ PATH: dir })).toBe('vi')
  expect(await editorOf({ PATH: dir, EDITOR: 'code --wait' })).toBe('code --wait')
})
