import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendKeys } from '../../../src/backend/send/type.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { SendOptions } from '../../../src/state/model/receipt.ts'
import { until } from '../../lab/process.ts'
import { unique } from '../../lab/unique.ts'
import { createField, type Field } from './field.ts'
import { meansOf } from './send-context.ts'
import { startServer, type TestServer } from './server.ts'

let server: TestServer
let field: Field

/** One server under two names, with agents that ask and rest, and shells. */
beforeAll(async () => {
  server = startServer()
  const transport = createLocal({ name: 'local', deadline: 60_000 })
  const tmux = ['-S', server.socket]
  field = createField(
    ['local', 'alias'].map(name => ({ name, transport, tmux })),
    60_000,
  )
  await server.agent('rests', 'rests')
  field.dial('local', 'alias')
  await field.target('local', 'rests')
  await field.target('alias', 'rests')
})
afterAll(async () => {
  await until('no buffer of ours', () => server.tmux('list-buffers') === '')
  await field.close()
  server.close()
})

const got = (name: string) => server.got(name).toString()
const prompts = (name: string) => got(name).split('\n').filter(Boolean)

async function send(text: string, sessions: readonly string[], how: Partial<SendOptions> = {}) {
  const targets = await Promise.all(sessions.map(name => field.target('local', name)))
  return (await field.send(text, targets, how)).rows.map(row => row.receipt)
}

/** A shell at its prompt, with a line that somebody has half typed. */
async function shell(name: string, draft: string): Promise<void> {
  server.tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '24', 'PS1="$ " exec bash --norc')
  await until('the prompt', () => screen(name).includes('$'))
  server.tmux('send-keys', '-t', `=${name}:`, '-l', draft)
}

const screen = (name: string) => server.tmux('capture-pane', '-p', '-t', `=${name}:`)

test('who asks takes no text, no Enter and no key; the others hear it', async () => {
  const asks = unique('asks')
  await server.agent(asks, 'asks')
  const [asking, rests] = await send('run the tests', [asks, 'rests'])
  expect(asking).toMatchObject({ word: 'refused', failure: { kind: 'refused' } })
  expect(asking?.failure?.what).toContain('claude asks a question in the pane: "')
  expect(asking?.failure?.what).toContain('Do you want to proceed?')
  expect(rests?.word).toMatch(/delivered|echoed|submitted/)
  for (const how of [{ mode: 'keys' }, { mode: 'no-enter' }, { mode: 'enter' }] as const) {
    expect(await send('Enter', [asks], how)).toMatchObject([{ word: 'refused' }])
  }
  expect(await send('', [asks])).toMatchObject([{ word: 'refused' }])
  expect(got(asks)).toBe('')
  await until('the prompt', () => prompts('rests').includes('prompt "run the tests"'))
})

test('the answer goes to who asks, and to nobody who does not', async () => {
  const [answered, line] = [unique('answered'), unique('line')]
  await server.agent(answered, 'asks')
  const read = { rule: 'permission', text: 'something that nobody asks' }
  expect(await send('1', [answered], { answer: read })).toMatchObject([
    { word: 'refused', failure: { what: expect.stringContaining('now asks another question') } },
  ])
  expect(got(answered)).toBe('')
  expect((await send('1', [answered], { answer: true }))[0]?.word).toMatch(/delivered|echoed/)
  expect(await send('C-c', [answered], { mode: 'keys' })).toMatchObject([{ word: 'delivered' }])
  await until('both', () => got(answered).startsWith('answer "1'))
  const program = `printf "Go on? [y/n] "; read -r it; echo "so $it"; exec sleep 1000`
  server.tmux('new-session', '-d', '-s', line, '-x', '80', '-y', '24', `exec bash -c '${program}'`)
  await until('the line', () => screen(line).includes('[y/n]'))
  expect(await send('n', [line])).toMatchObject([{ word: 'refused' }])
  await send('y', [line], { answer: true })
  await until('the answer', () => screen(line).includes('so y'))
  expect(await send('1', ['rests'], { answer: true })).toMatchObject([
    { word: 'refused', failure: { what: 'The pane is not asking a question now.' } },
  ])
})

test('a key that answers a question is not pressed where another is asked by now', async () => {
  const moved = unique('moved-on')
  await server.agent(moved, 'asks')
  const means = meansOf(host => {
    const client = field.links.get(host)?.client()
    if (!client) throw new Error('no client')
    return client
  })
  const target = await field.target('local', moved)
  const press = (rule: string, text: string) =>
    sendKeys(means, { type: 'keys', target, keys: [{ text: '1' }], answer: { rule, text } })
  await expect(press('permission', 'something that nobody asks')).rejects.toMatchObject({
    failure: { kind: 'refused', what: expect.stringContaining('now asks another question') },
  })
  expect(got(moved)).toBe('')
})

test('a question that comes up between the text and Enter is not answered', async () => {
  const quick = unique('quick')
  await server.agent(quick, 'rests')
  const client = field.links.get('local')?.client()
  if (!client) throw new Error('no client')
  const { ask } = client
  Object.assign(client, {
    ask: async (...asked: Parameters<typeof ask>) => {
      const answer = await ask(...asked)
      if (asked[0][0]?.[0] === 'paste-buffer') await server.turn(quick, 'asks')
      return answer
    },
  })
  const [receipt] = await send('do it', [quick])
  Object.assign(client, { ask })
  expect(receipt).toMatchObject({ word: 'failed', typed: 'text' })
  expect(receipt?.failure?.what).toContain('Enter, so Enter was not pressed')
  expect(got(quick)).not.toContain('\\r')
})

test('a half-written line: many are refused, one is told, and nothing is run', async () => {
  const [half, clean] = [unique('half'), unique('clean')]
  await shell(half, 'echo DELETED /important/dir')
  await shell(clean, '')
  await until('the draft', () => screen(half).includes('/important/dir'))
  const [refused, heard] = await send('pwd', [half, clean])
  expect(refused).toMatchObject({ word: 'refused' })
  expect(refused?.failure?.what).toContain('"echo DELETED /important/dir"')
  expect(heard?.word).toMatch(/delivered|echoed|submitted/)
  expect(await send('pwd', [half], { onlyAtPrompt: true })).toMatchObject([{ word: 'refused' }])
  expect(screen(half)).toBe('$ echo DELETED /important/dir')
  const [one] = await send(' and more', [half])
  expect(one?.note).toContain(
    'The text was typed behind a draft that was already in the pane: "echo DELETED',
  )
  await until('it to run', () => screen(half).includes('\nDELETED /important/dir and more'))
})

test('a text is held until its pane is ready, in order, and once', async () => {
  const held = unique('held')
  await server.agent(held, 'asks')
  const target = await field.target('local', held)
  const all = ['first', 'second', 'third'].map(text => field.send(text, [target], { queue: true }))
  const rows = () =>
    field.store
      .getState()
      .broadcasts.slice(-3)
      .flatMap(each => each.rows)
  await until('all to be held', () => rows().every(row => row.receipt.held === 'pane'))
  expect(rows()[0]?.receipt.failure?.what).toContain('claude asks a question in the pane')
  expect(got(held)).toBe('')
  await server.turn(held, 'rests')
  await Promise.all(all)
  await until('all', () => prompts(held).length === 3)
  expect(prompts(held)).toEqual(['prompt "first"', 'prompt "second"', 'prompt "third"'])
})

test('what is held is given up when it is called off, late, or its agent has left', async () => {
  const never = unique('never')
  await server.agent(never, 'asks')
  const target = await field.target('local', never)
  const called = field.send('not any more', [target], { queue: true })
  const latest = () => field.store.getState().broadcasts.at(-1)
  await until('it to be held', () => latest()?.rows[0]?.receipt.held === 'pane')
  field.store.dispatch({ type: 'call-off', id: latest()?.id ?? 0 })
  expect((await called).rows[0]?.receipt.failure?.what).toContain('was cancelled')
  const [late] = await send('too late', [never], { queue: true, hold: 1 })
  expect(late?.failure).toMatchObject({
    kind: 'late',
    why: expect.stringContaining('asks a question in the pane'),
  })
  const left = field.send('ls', [target], { queue: true })
  await until('it to be held', () => latest()?.rows[0]?.receipt.held === 'pane')
  expect(got(never)).toBe('')
  server.tmux('respawn-pane', '-k', '-t', `=${never}:`, 'PS1="$ " exec bash --norc')
  expect((await left).rows[0]?.receipt.failure?.what).toContain('claude has ended and its pane')
  expect(screen(never)).not.toContain('ls')
})

test('a pane that two hosts lead to hears it once, and the other name is told', async () => {
  const twice = unique('twice')
  await server.agent(twice, 'rests')
  const one = await field.target('local', twice)
  const other = await field.target('alias', twice)
  const { rows, id } = await field.send('just once', [one, other])
  expect(rows[0]?.receipt.word).toMatch(/delivered|echoed|submitted/)
  expect(rows[1]?.receipt).toMatchObject({
    word: 'refused',
    failure: {
      what: `This target is the same pane as local/${twice}:0.0, which received the text.`,
    },
  })
  await field.retry(id)
  await until('it', () => prompts(twice).length > 0)
  expect(prompts(twice)).toEqual(['prompt "just once"'])
})

test('what is sent by several at once into one pane arrives line by line', async () => {
  const shared = unique('shared')
  await server.agent(shared, 'rests')
  const hosts = await Promise.all(['local', 'alias'].map(host => field.target(host, shared)))
  const texts = Array.from({ length: 12 }, (_, index) => `line ${index}`)
  await Promise.all(
    texts.map((text, index) => field.send(text, hosts.slice(index % 2, (index % 2) + 1))),
  )
  await until('all', () => prompts(shared).length === texts.length)
  expect(prompts(shared).toSorted()).toEqual(texts.map(text => `prompt "${text}"`).toSorted())
})
