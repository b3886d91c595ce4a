import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSendNotes } from '../../../src/backend/shared-history/send-notes.ts'
import { createSharedHistory } from '../../../src/backend/shared-history/shared-history.ts'
import type { TmuxClient } from '../../../src/backend/tmux/client.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { type Failure, FailureError } from '../../../src/state/model/failure.ts'
import { capture } from '../../lab/process.ts'

let dir: string
let project: string
const opened: Transport[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmh-'))
  project = join(dir, 'project')
  await mkdir(project)
  vi.stubEnv('XDG_STATE_HOME', join(dir, 'state'))
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map(each => each.close()))
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true })
})

/** A fleetmux of its own: another installation on the same host. */
function open(name: string, transport: Transport = createLocal({ name: 'h' })) {
  opened.push(transport)
  const config = () => ({ name: 'h', transport: 'local', directory: project }) as const
  const ways = { config, to: () => transport, own: () => transport, tmux: () => [] }
  return createSharedHistory(ways, { HOME: dir, XDG_STATE_HOME: join(dir, name) })
}
const place = { host: 'h', directory: '' }
const note = (summary: string) => ({ type: 'USER', summary }) as const
const files = async () => (await readdir(join(project, '.maestro/history'))).sort()

test('two installations write a file each, and read both', async () => {
  const [a, b] = [open('a'), open('b')]
  await a.append(place, note('first'))
  await b.append(place, { ...note('second'), fullResponse: 'an\nanswer', success: true })
  const names = await files()
  expect(names).toHaveLength(2)
  for (const name of names) expect(name).toMatch(/^history-[\w.-]+-[0-9a-f]{8}\.jsonl$/)
  const { entries, directory, wantsIgnore } = await a.read(place)
  expect(entries.map(({ summary }) => summary)).toEqual(['second', 'first'])
  expect(entries[0]).toMatchObject({ answer: 'an\nanswer', success: true })
  expect([directory, wantsIgnore]).toEqual([project, undefined])
})

test('16 writers at once, one file each and all in one: nothing is lost, nothing is torn', async () => {
  const each = 12
  const separate = Array.from({ length: 8 }, (_, at) => open(`w${at}`))
  const together = Array.from({ length: 8 }, () => open('same'))
  await separate[0]?.append(place, note('warm'))
  const long = 'x'.repeat(11_000)
  const write = async (history: ReturnType<typeof open>, writer: number) => {
    for (let at = 0; at < each; at++)
      await history.append(place, { ...note(`${writer}.${at}`), fullResponse: long })
  }
  await Promise.all([...separate, ...together].map(write))
  const { entries } = await open('reader').read(place)
  expect(entries).toHaveLength(16 * each + 1)
  const texts = await Promise.all(
    (await files()).map(name => readFile(join(project, '.maestro/history', name), 'utf8')),
  )
  for (const line of texts.join('').trimEnd().split('\n')) JSON.parse(line)
})

test('the root of a repository has the history of whoever works deeper, and git is told about', async () => {
  await capture('git', ['init', '-q', project])
  await mkdir(join(project, 'src/deep'), { recursive: true })
  const history = open('a')
  await history.append({ host: 'h', directory: join(project, 'src/deep') }, note('deep'))
  expect(await history.read(place)).toMatchObject({ directory: project, wantsIgnore: true })
  await writeFile(join(project, '.gitignore'), '.maestro/history/\n')
  expect((await history.read(place)).wantsIgnore).toBeUndefined()
})

test('half a line that somebody left does not spoil the next', async () => {
  const history = open('a')
  await history.append(place, note('one'))
  const [name = ''] = await files()
  const path = join(project, '.maestro/history', name)
  await writeFile(path, `${await readFile(path, 'utf8')}{"id":"half`)
  await history.append(place, note('two'))
  const { entries } = await open('b').read(place)
  expect(entries.map(({ summary }) => summary)).toEqual(['two', 'one'])
})

test("Maestro's own files are read", async () => {
  await mkdir(join(project, '.maestro/history'), { recursive: true })
  const entry = { id: 'm1', type: 'AUTO', timestamp: 5, summary: 'by Maestro', projectPath: '/p' }
  await writeFile(
    join(project, '.maestro/history/history-PEDTOME.jsonl'),
    `${JSON.stringify({ ...entry, usageStats: { inputTokens: 3, outputTokens: 4, totalCostUsd: 0.5 } })}\n`,
  )
  expect((await open('a').read(place)).entries).toEqual([
    expect.objectContaining({ machine: 'PEDTOME', summary: 'by Maestro', tokens: 7, costUsd: 0.5 }),
  ])
})

test('an answer that is too long for a line is kept whole beside it', async () => {
  const answer = 'y'.repeat(200_000)
  await open('a').append(place, { ...note('long'), fullResponse: answer })
  const name = (await files()).find(each => each.startsWith('answer-')) ?? ''
  expect(await readFile(join(project, '.maestro/history', name), 'utf8')).toBe(answer)
  const [file = ''] = (await files()).filter(each => each.endsWith('.jsonl'))
  expect((await readFile(join(project, '.maestro/history', file))).length).toBeLessThan(65_536)
})

test('a request of a megabyte is shortened in its line, and kept whole beside it', async () => {
  const asked = '\u0001é'.repeat(300_000)
  const history = open('a')
  await history.append(place, note(asked))
  const name = (await files()).find(each => each.startsWith('answer-')) ?? ''
  expect(await readFile(join(project, '.maestro/history', name), 'utf8')).toBe(asked)
  const [file = ''] = (await files()).filter(each => each.endsWith('.jsonl'))
  expect((await readFile(join(project, '.maestro/history', file))).length).toBeLessThan(65_536)
  expect((await history.read(place)).entries).toHaveLength(1)
})

test('a line of 10 MB is skipped: what stands behind it, and what others wrote, is read', async () => {
  const history = open('a')
  await history.append(place, note('before'))
  const [name = ''] = await files()
  const path = join(project, '.maestro/history', name)
  await appendFile(path, `{"id":"big","summary":"${'x'.repeat(10 << 20)}"}\n`)
  await history.append(place, note('behind'))
  await open('other').append(place, note('of another'))
  const { entries } = await open('reader').read(place)
  expect(entries.map(({ summary }) => summary)).toEqual(['of another', 'behind'])
})

test('a text that was sent is not left out without a word when the link is lost before it is noted', async () => {
  const failures: Failure[] = []
  const lost = new FailureError({ kind: 'lost', host: 'h', what: 'The connection broke.' })
  const client = { ask: () => Promise.reject(lost) } as unknown as TmuxClient
  const notes = createSendNotes({
    client: () => client,
    history: async () => open('a'),
    failed: failure => failures.push(failure),
  })
  notes.submitted({ host: 'h', server: '1:1', pane: '%0' }, 'do it')
  await notes.close()
  expect(failures).toEqual([
    expect.objectContaining({ kind: 'lost', what: expect.stringContaining('could not find out') }),
  ])
})

test('a host that is away: what was written from here, without an error; by any of its names', async () => {
  await open('a').append(place, note('mine'))
  await open('b').append(place, note('theirs'))
  const failure = new FailureError({ kind: 'unreachable', host: 'h', what: 'It is away.' })
  const away = { ...createLocal({ name: 'h' }), run: () => Promise.reject(failure) }
  for (const directory of ['', project]) {
    const { entries, failure: why } = await open('a', away).read({ host: 'h', directory })
    expect(entries.map(({ summary }) => summary)).toEqual(['mine'])
    expect(why?.what).toBe('It is away.')
  }
})

test('a note that could not be sent is sent when the host is there again, once', async () => {
  const failure = new FailureError({ kind: 'unreachable', host: 'h', what: 'It is away.' })
  const away = { ...createLocal({ name: 'h' }), run: () => Promise.reject(failure) }
  const long = 'y'.repeat(100_000)
  for (const summary of ['one', 'two'])
    await expect(
      open('a', away).append(place, { ...note(summary), fullResponse: long }),
    ).rejects.toMatchObject({
      failure: { hint: expect.stringContaining('stored on this machine') },
    })
  const gone = { host: 'h', directory: join(dir, 'gone') }
  await expect(open('a', away).append(gone, note('lost project'))).rejects.toThrow('away')
  await open('a').append(place, note('three'))
  await open('a').read(place)
  const { entries } = await open('b').read(place)
  expect(entries.map(({ summary }) => summary)).toEqual(['three', 'two', 'one'])
  expect((await files()).filter(name => name.startsWith('answer-'))).toHaveLength(2)
  // What the host refuses is not lost, and holds nobody up.
  expect(await readdir(join(dir, 'a/fleetmux/history/h.unsent'))).toHaveLength(1)
  await mkdir(gone.directory)
  await open('a').read(place)
  expect((await open('b').read(gone)).entries).toHaveLength(1)
  expect(await readdir(join(dir, 'a/fleetmux/history/h.unsent'))).toEqual([])
})

test('what a playbook has written on the host in the name of this machine is shown offline, too', async () => {
  const history = open('a')
  await history.append(place, note('by hand'))
  const [name = ''] = await files()
  const entry = { id: 'task', type: 'AUTO', timestamp: Date.now() + 5, summary: 'by the playbook' }
  await appendFile(join(project, '.maestro/history', name), `${JSON.stringify(entry)}\n`)
  for (let reads = 0; reads < 2; reads++) await open('a').read(place)
  const failure = new FailureError({ kind: 'unreachable', host: 'h', what: 'It is away.' })
  const away = { ...createLocal({ name: 'h' }), run: () => Promise.reject(failure) }
  const { entries } = await open('a', away).read(place)
  expect(entries.map(({ summary }) => summary)).toEqual(['by the playbook', 'by hand'])
  // By another name of the directory, under which it was only read.
  const named = { host: 'h', directory: `${project}/.` }
  expect((await open('a', away).read(named)).entries).toEqual([])
  await open('a').read(named)
  expect((await open('a', away).read(named)).entries).toHaveLength(2)
  const copy = await readFile(join(dir, 'a/fleetmux/history/h.jsonl'), 'utf8')
  expect(copy.trimEnd().split('\n')).toHaveLength(3)
})

test('what cannot be written there is an error, and is kept here', async () => {
  await writeFile(join(project, '.maestro'), 'a file')
  await expect(open('a').append(place, note('x'))).rejects.toThrow(/cannot be created/)
  const failure = new FailureError({ kind: 'lost', host: 'h', what: 'It is gone.' })
  const away = { ...createLocal({ name: 'h' }), run: () => Promise.reject(failure) }
  expect((await open('a', away).read(place)).entries).toHaveLength(1)
})

test('a file that is a pipe, or cannot be read, holds nobody up', async () => {
  const history = open('a')
  await history.append(place, note('one'))
  const at = (name: string) => join(project, '.maestro/history', name)
  await capture('mkfifo', [at('history-pipe.jsonl')])
  await symlink('/nowhere', at('history-link.jsonl'))
  await writeFile(at('history-shut.jsonl'), 'x')
  await chmod(at('history-shut.jsonl'), 0)
  expect((await open('b').read(place)).entries).toHaveLength(1)
})

test('a directory that is not there is said in words', async () => {
  const there = { host: 'h', directory: join(dir, 'no') }
  await expect(open('a').read(there)).rejects.toThrow(`There is no directory ${join(dir, 'no')}.`)
})

test('a reading says that entries are missing: of a file with too many, and of too many files', async () => {
  const history = open('a')
  await history.append(place, note('one'))
  expect((await history.read(place)).isCut).toBeUndefined()
  const folder = join(project, '.maestro/history')
  const line = (id: string) =>
    `${JSON.stringify({ id, type: 'USER', timestamp: 1, summary: id, projectPath: project })}\n`
  const many = Array.from({ length: 5001 }, (_, at) => line(`m${at}`)).join('')
  await writeFile(join(folder, 'history-many.jsonl'), many)
  const long = await history.read(place)
  expect([long.isCut, long.entries.length]).toEqual([true, 5001])
  await writeFile(join(folder, 'history-many.jsonl'), many.slice(many.indexOf('\n') + 1))
  expect((await history.read(place)).isCut).toBeUndefined()
  await Promise.all(
    Array.from({ length: 500 }, (_, at) =>
      writeFile(join(folder, `history-x${at}.jsonl`), line(`x${at}`)),
    ),
  )
  expect((await history.read(place)).isCut).toBe(true)
})
