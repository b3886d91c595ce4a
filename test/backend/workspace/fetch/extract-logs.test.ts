import { execFileSync } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { extractLogs } from '../../../../src/backend/workspace/fetch/extract-logs.ts'
import { failureOf, makePlace } from '../../state-file/place.ts'
import { fingerprints } from '../project.ts'

let place: Awaited<ReturnType<typeof makePlace>>
let to: string
let archive: string
beforeEach(async () => {
  place = await makePlace()
  to = join(place.dir, 'to')
  archive = join(place.dir, 'logs.tar')
  await mkdir(to)
})
afterEach(() => place.remove())

/** One entry by hand: what no tar would write. */
function entry(name: string, content: string | Buffer = '', type = '0', size?: string): Buffer {
  const block = Buffer.alloc(512)
  const bytes = Buffer.from(content)
  block.write(name, 0, 100)
  block.write('0004755\0', 100)
  block.write(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
  block.write('        ', 148)
  block.write(type, 156)
  if (type === '2' || type === '1') block.write('/etc/passwd', 157)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((all, byte) => all + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

const extract = async (...entries: Buffer[]) => {
  await writeFile(archive, Buffer.concat([...entries, Buffer.alloc(1024)]))
  return extractLogs(archive, to, 'evil')
}

test.each(['gnu', 'posix', 'ustar'])('what tar packs in its %s form arrives', async format => {
  const from = join(place.dir, 'from', 'logs')
  const deep = join(from, ...Array.from({ length: 6 }, () => 'a directory with a long name'))
  await mkdir(deep, { recursive: true })
  await writeFile(join(deep, 'ünï.log'), 'said\n'.repeat(5000))
  await writeFile(join(from, 'empty'), '')
  await writeFile(join(from, 'x'.repeat(90)), Buffer.alloc(512, 1))
  const there = await fingerprints(from)
  await symlink('/etc/passwd', join(from, 'link'))
  execFileSync('mkfifo', [join(from, 'fifo')])
  execFileSync('tar', ['-C', join(from, '..'), '--format', format, '-cf', archive, 'logs'])
  expect(await extractLogs(archive, to, 'h')).toBe(2)
  expect(await fingerprints(join(to, 'logs'))).toEqual(there)
})

test.each([
  ['../out', 'leads upwards'],
  ['logs/../../out', 'leads upwards'],
  ['/tmp/out', 'absolute path'],
  ['logs/a\nb', 'invisible character'],
  ['logs/a\u202eb', 'invisible character'],
  ['', 'is not a name'],
  ['./', 'is not a name'],
  ['other/a', 'is not in logs'],
])('%j is refused', async (name, why) => {
  expect((await failureOf(extract(entry(name, 'x')))).why).toContain(why)
  expect(await fingerprints(to)).toEqual({ logs: 'directory' })
})

test('a link is not made, and nothing is written through one', async () => {
  const left = await extract(
    entry('logs/a', '', '2'),
    entry('logs/hard', '', '1'),
    entry('logs/dev', '', '3'),
    entry('logs/pipe', '', '6'),
    entry('logs/a', 'x'),
  )
  expect(left).toBe(4)
  expect(await readFile(join(to, 'logs/a'), 'utf8')).toBe('x')
  expect((await fingerprints(to))['logs/a']).not.toMatch(/^x |->/)
})

const far = `logs/${'../'.repeat(60)}tmp/out`
test.each([
  ['GNU', entry('@', `${far}\0`, 'L')],
  ['pax', entry('@', `999 path=${far}\n`, 'x')],
])('a long name of %s may not lead out either', async (_, long) => {
  expect((await failureOf(extract(long, entry('logs/a', 'x')))).why).toContain('leads upwards')
})

test.each([
  ['more than follows', entry('logs/a', 'x', '0', '00000777777\0'), 'middle of a file'],
  ['a long name without an end', entry('@', 'x', 'L', '00077777777\0'), 'too long'],
  ['deep', entry(`logs/${'d/'.repeat(40)}`, '', '5'), 'directories deep'],
])('%s is refused', async (_, bad, why) => {
  expect((await failureOf(extract(bad))).why).toContain(why)
})

test('a file twice is not written twice', async () => {
  expect((await failureOf(extract(entry('logs/a', 'x'), entry('logs/a', 'y')))).why).toContain(
    'EEXIST',
  )
  expect(await readFile(join(to, 'logs/a'), 'utf8')).toBe('x')
})

test.each([0, 100, 5000])('%d bytes of rubbish are not a tar archive', async size => {
  await writeFile(archive, Buffer.alloc(size, 0xff))
  expect((await failureOf(extractLogs(archive, to, 'h'))).why).toContain('not a tar archive')
})

test('more entries than anybody has are refused', async () => {
  await writeFile(archive, Buffer.concat([1, 2, 3].map(at => entry(`logs/${at}`))))
  expect((await failureOf(extractLogs(archive, to, 'h', 2))).why).toContain('more than 2 entries')
})
