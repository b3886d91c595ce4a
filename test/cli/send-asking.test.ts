import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { type App, openApp, shows } from './app.ts'

const AGENT = fileURLToPath(new URL('../backend/send/agent.ts', import.meta.url))
const QUESTION = 'Do you want to proceed?'
const READY = '? for shortcuts'

let app: App
beforeAll(async () => {
  app = await openApp()
  // The server stays between the tests.
  await app.tmux('new-session', '-d', '-s', 'other', 'exec sleep 3600')
})
afterAll(() => app.close())
beforeEach(async () => {
  await start('asking', 'asks')
  await start('resting', 'rests')
  await shows(app, '=asking:', QUESTION)
  await shows(app, '=resting:', READY)
})
afterEach(async () => {
  for (const name of ['asking', 'resting']) await app.tmux('kill-session', '-t', `=${name}`)
})

const file = (name: string) => join(app.dir, `${name}.got`)
const got = (name: string) => readFileSync(file(name), 'utf8')

/** What looks like claude, and writes down what it is given. */
async function start(name: string, mode: 'asks' | 'rests'): Promise<void> {
  await writeFile(file(name), '')
  const line = `stty raw -echo; exec -a claude ${process.execPath} ${AGENT} ${file(name)} ${mode}`
  const size = ['-x', '80', '-y', '24']
  await app.tmux('new-session', '-d', '-s', name, ...size, `exec bash -c '${line}'`)
}

/** Its question is answered by somebody else. */
async function release(): Promise<void> {
  process.kill(
    Number(await app.tmux('display-message', '-p', '-t', '=asking:', '#{pane_pid}')),
    'SIGUSR1',
  )
  await shows(app, '=asking:', READY)
}

test('a text is refused where an agent asks, with its question; nothing is typed', async () => {
  const { code, err } = await app.run(['send', 'asking', 'run the tests'])
  expect([code, err]).toEqual([1, expect.stringContaining(QUESTION)])
  expect(got('asking')).toBe('')
})

test('--answer answers, and is refused where nothing is asked, or where several could be meant', async () => {
  expect((await app.run(['send', '--answer', 'asking', '1'])).code).toBe(0)
  expect(got('asking')).toBe('answer "1"\nanswer "\\r"\n')
  expect((await app.run(['send', '--answer', 'resting', '1'])).code).toBe(1)
  expect((await app.run(['send', '--answer', '--all', '1'])).code).toBe(2)
  expect((await app.run(['send', '--answer', '--to', 'asking', '--to', 'resting', '1'])).code).toBe(
    2,
  )
  expect(got('resting')).toBe('')
})

test('--answer-to answers that one, beside others that get a text', async () => {
  const { code } = await app.run(['send', '--answer-to', 'asking', '--to', 'resting', 'yes'])
  expect(code).toBe(0)
  expect(got('asking')).toBe('answer "yes"\nanswer "\\r"\n')
  expect(got('resting')).toBe('prompt "yes"\n')
})

test('--queue holds a text until the agent rests, and says for what', async () => {
  const sent = app.start(['send', '--queue', 'asking', 'later'])
  await until('it to be held', () => sent.err().includes('is held:'))
  expect(sent.err()).toContain(QUESTION)
  expect(got('asking')).toBe('')
  await release()
  expect((await sent.ended).code).toBe(0)
  expect(got('asking')).toBe('prompt "later"\n')
})

test('--hold is how long: it fails as late then, with nothing typed', async () => {
  const { code, err } = await app.run(['send', '--queue', '--hold', '1', 'asking', 'too late'])
  expect([code, err]).toEqual([
    124,
    expect.stringContaining('The pane was not ready within 1 s. Nothing was typed.'),
  ])
  await release()
  expect(got('asking')).toBe('')
  expect((await app.run(['send', '--hold', '1', 'asking', 'x'])).code).toBe(2)
})

test('--retry-last reaches those whom the last send to several did not, and nobody twice', async () => {
  const first = await app.run(['send', '--to', 'asking', '--to', 'resting', 'both'])
  expect(first.code).toBe(4)
  await release()
  const { code, out } = await app.run(['send', '--retry-last'])
  expect([code, out]).toEqual([0, ''])
  expect(got('asking')).toBe('prompt "both"\n')
  expect(got('resting')).toBe('prompt "both"\n')
})

test('what is still held when it is interrupted was surely not typed: a retry sends it', async () => {
  const left = join(app.dir, 'left.json')
  const to = ['--to', 'asking', '--to', 'resting']
  const sent = app.start(['send', '--json', '--queue', '--save', left, ...to, 'held'])
  const isTold = (row: RegExp) =>
    sent
      .out()
      .split('\n')
      .some(line => row.test(line))
  await until('it to be held', () => isTold(/asking.*"word":"waiting"/))
  // Its file may have the text before its last receipt is here: one that is open is not yet surely typed.
  await until('the other to have it', () =>
    isTold(/resting.*"word":"(delivered|echoed|submitted)","open":false/),
  )
  await until('the text', () => got('resting') === 'prompt "held"\n')
  sent.child.kill('SIGINT')
  expect((await sent.ended).code).toBe(130)
  expect(JSON.parse(readFileSync(left, 'utf8')).left).toEqual([
    expect.objectContaining({ name: 'local/asking:0.0', typed: 'nothing' }),
  ])
  await release()
  expect(await app.run(['send', '--retry', left])).toMatchObject({ code: 0 })
  expect(got('asking')).toBe('prompt "held"\n')
  expect(got('resting')).toBe('prompt "held"\n')
})

test('a retry knows its targets: --remote with it is refused', async () => {
  for (const retry of [['--retry-last'], ['--retry', 'left.json']]) {
    const { code, err } = await app.run(['send', ...retry, '--remote', 'elsewhere'])
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`${retry[0]} and --remote exclude each other.`),
    ])
  }
})

test('where the last send cannot be kept that is said once, and it is sent', async () => {
  const env = { XDG_STATE_HOME: join(app.dir, 'package.json') }
  const sent = await app.run(['send', '--to', 'resting', '--to', 'other', 'sent'], { env })
  expect(sent.code).toBe(0)
  expect(
    sent.err.match(/--retry-last is not possible for this send: .* cannot be created/g),
  ).toHaveLength(1)
  expect(got('resting')).toBe('prompt "sent"\n')
})
