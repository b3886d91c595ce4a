import { chmod, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFileEdits } from '../../../src/backend/host-files/file-edits.ts'
import type {
  EditableFile,
  FileConflict,
  FilesAnswer,
} from '../../../src/state/host-requests/files-request.ts'
import { FailureError, sentence } from '../../../src/state/model/failure.ts'
import { type HostWith, hostWith } from './host-with.ts'

/** The requests of the editor of the screen, on a host whose connection can be lost. */
let host: HostWith
let isLost = false
let told: FilesAnswer[] = []
let edits: ReturnType<typeof createFileEdits>
beforeAll(async () => {
  host = await hostWith('dash', {
    transport: inner => ({
      ...inner,
      run: (argv, how) =>
        isLost
          ? Promise.reject(new FailureError({ kind: 'lost', host: 'h', what: 'Connection lost.' }))
          : inner.run(argv, how),
    }),
  })
})
afterAll(() => host.close())
beforeEach(() => {
  isLost = false
  told = []
  edits = createFileEdits((_, answer) => told.push(answer))
})

const pathOf = (name: string) => join(host.home, name)
const read = (name: string) => readFile(pathOf(name), 'utf8')

async function opened(name: string): Promise<EditableFile> {
  await edits.open(host.files, host.at(name))
  const answer = told.findLast(each => each.of === 'opened')
  if (!answer) throw new Error(`${name} was not opened`)
  return answer.file
}

const saving = (file: EditableFile, text: string) =>
  edits.saveText(host.files, host.at(file.path), { text, before: file.version })

const conflict = (): FileConflict => {
  const answer = told.findLast(each => each.of === 'conflict')
  if (!answer) throw new Error('there was no conflict')
  return answer.conflict
}
const words = (thrown: unknown) => (thrown instanceof FailureError ? sentence(thrown.failure) : '')
const why = (result: Promise<unknown>) => result.then(() => '', words)
const copyIn = (text: string) => /Your copy is (\S+)/.exec(text)?.[1] ?? ''

test('a saved text keeps mode and link, and its version is the next one to be replaced', async () => {
  await writeFile(pathOf('a'), 'one\r\ntwo')
  await chmod(pathOf('a'), 0o640)
  await symlink('a', pathOf('to-a'))
  const file = await opened('to-a')
  expect(file).toMatchObject({ path: 'to-a', text: 'one\r\ntwo', title: `h:${pathOf('a')}` })
  await saving(file, 'ONE\r\ntwo')
  expect([await read('a'), (await stat(pathOf('a'))).mode & 0o777]).toEqual(['ONE\r\ntwo', 0o640])
  const answer = told.find(each => each.of === 'saved')
  if (!answer?.version) throw new Error('the save has no version')
  await saving({ ...file, version: answer.version }, 'again')
  expect(await read('to-a')).toBe('again')
})

test('a text is not lost with the host: its copy is told, and is replaced by the next one', async () => {
  await writeFile(pathOf('b'), 'one\n')
  const file = await opened('b')
  isLost = true
  const first = copyIn(await why(saving(file, 'mine\n')))
  expect(await readFile(first, 'utf8')).toBe('mine\n')
  expect(told.at(-1)).toEqual({ of: 'unsaved', path: 'b' })
  const second = copyIn(await why(saving(file, 'mine too\n')))
  await expect(stat(first)).rejects.toThrow('ENOENT')
  isLost = false
  await saving(file, 'mine too\n')
  expect(await read('b')).toBe('mine too\n')
  await expect(stat(second)).rejects.toThrow('ENOENT')
})

test('the copy of an editor that was left stays', async () => {
  await writeFile(pathOf('c'), 'one\n')
  const file = await opened('c')
  isLost = true
  const copy = copyIn(await why(saving(file, 'mine\n')))
  isLost = false
  await saving(await opened('c'), 'other\n')
  expect(await readFile(copy, 'utf8')).toBe('mine\n')
})

test('a file that was changed or removed meanwhile is a choice', async () => {
  await writeFile(pathOf('d'), 'one\n')
  const file = await opened('d')
  await writeFile(pathOf('d'), 'theirs\n')
  await saving(file, 'mine\n')
  expect(conflict()).toMatchObject({ isThere: true })
  await edits.settle(host.files, 'later')
  expect(told.at(-1)).toEqual({ of: 'unsaved', path: 'd' })
  await saving(file, 'mine\n')
  await edits.settle(host.files, 'keep-both')
  expect([await read('d'), await read('d.mine')]).toEqual(['theirs\n', 'mine\n'])
  expect(told).toContainEqual({ of: 'saved', path: 'd', version: null })
  await rm(pathOf('d'))
  await saving(file, 'mine\n')
  expect(conflict()).toMatchObject({ isThere: false })
  await edits.settle(host.files, 'overwrite')
  expect(await read('d')).toBe('mine\n')
})

test('what is no text, or too large, is not opened', async () => {
  await writeFile(pathOf('binary'), Buffer.from([0x61, 0, 0x62]))
  await writeFile(pathOf('latin1'), Buffer.from([0xe4]))
  await writeFile(pathOf('large'), Buffer.alloc(3_000_001, 'a'))
  expect(await why(opened('binary'))).toContain('it is not a text file')
  expect(await why(opened('latin1'))).toContain('it is not a text file')
  expect(await why(opened('large'))).toContain('only the first 2.9 MiB')
  expect(await why(opened('gone'))).toContain('does not exist')
  expect(told.map(({ of }) => of)).toEqual(Array(4).fill('unopened'))
})
