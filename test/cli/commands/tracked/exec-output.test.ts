import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from '../../stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ hosts: ['lab1'], configured: [{ name: 'lab1', capacity: 9 }] })
})
afterAll(() => stage?.close())

const exec = (prompt: string) =>
  stage.run([
    ...['exec', 'auto', prompt, '--agent', 'fake', '--vm-name', 'lab1'],
    ...['--repo', stage.project.root],
  ])

const count = (text: string, line: string) => text.split('\n').filter(each => each === line).length

test.each([0, 1, 2])('each line is printed once, the last one too (%i)', async () => {
  const ran = await exec('lines=3')
  expect(ran.code).toBe(0)
  expect(ran.out).toMatch(/^line 1\nline 2\nline 3\nfake agent done\n\nRemote Execution/m)
  expect(count(ran.out, 'fake agent done')).toBe(1)
})

test('thousands of lines at once are all printed, and come home', async () => {
  const ran = await exec('lines=5000')
  const all = Array.from({ length: 5000 }, (_, i) => `line ${i + 1}`)
  expect(ran.out.split('\n').filter(line => line.startsWith('line '))).toEqual(all)
  const [, path = ''] = /^Output: (.*)$/m.exec(ran.out) ?? []
  expect((await readFile(path, 'utf8')).split('\n')).toEqual([...all, 'fake agent done', ''])
})

test('a flood says what it leaves out, and its end is whole', async () => {
  const ran = await exec('lines=900000')
  expect(ran.out).toContain('line 899999\nline 900000\nfake agent done\n\nRemote')
  const shown = ran.out.split('\n').filter(line => /^line \d+$/.test(line)).length
  if (shown < 900_000) expect(ran.err).toContain('were skipped')
  const [, path = ''] = /^Output: (.*)$/m.exec(ran.out) ?? []
  expect(count(await readFile(path, 'utf8'), 'line 450000')).toBe(1)
}, 180_000)
