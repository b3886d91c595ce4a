import { afterEach, expect, test } from 'vitest'
import { parseTarget } from '../../../src/state/targets/target.ts'
import { until } from '../../lab/process.ts'
import { type SshLab, startSshLab } from '../ssh/ssh-lab.ts'
import { createField, type Field, words } from './field.ts'

const FROZEN = 'lab3'
const CLOSED = 'lab7'
const EMPTY = 'lab11'

let ssh: SshLab
let field: Field

/** Real sshd with a tmux of their own each, and a session `work` on all of them but one. A try starts its own. */
async function open(hosts: number): Promise<void> {
  ssh = await startSshLab({ hosts })
  const names = ssh.lab.hosts.map(host => host.name)
  for (const name of names) {
    await ssh.lab.tmux(name, 'new-session', '-d', '-s', name === EMPTY ? 'other' : 'work', 'cat')
  }
  field = createField(
    names.map(name => ({ name, transport: ssh.transport(name) })),
    // Shorter than it takes to give a frozen host up: that would be another failure.
    3000,
  )
  if (names.includes(CLOSED)) await ssh.lab.kill(CLOSED)
  field.dial(...names)
  for (const name of names)
    if (name !== CLOSED) await field.target(name, name === EMPTY ? 'other' : 'work')
}
afterEach(async () => {
  for (const { name } of ssh?.lab.hosts ?? []) await ssh.lab.thaw(name)
  await field?.close()
  await ssh?.close()
})

const screen = async (host: string, session = 'work') =>
  (await ssh.lab.tmux(host, 'capture-pane', '-p', '-t', `=${session}:`)).trim()
/** What was heard once stands there as it was typed, and as cat says it again: that may come after its receipt. */
const heard = (host: string, text: string) =>
  until(`${text} on ${host}`, async () => (await screen(host)) === `${text}\n${text}`)
const aims = () => ssh.lab.hosts.map(host => parseTarget(`${host.name}/work`))

test('sixteen hosts, three of them ill: thirteen true receipts, three that say why; after the cure the three', {
  timeout: 360_000,
}, async () => {
  await open(16)
  await until(
    'the closed one to be down',
    () => field.store.getState().hosts.get(CLOSED)?.link.state === 'down',
  )
  await ssh.lab.freeze(FROZEN)
  const sent = await field.send('one for all of you', aims())
  const ill = [FROZEN, CLOSED, EMPTY]
  const row = (host: string, { rows } = sent) => rows.find(each => each.name.startsWith(`${host}/`))
  expect(words(sent).filter(word => /submitted|echoed/.test(word))).toHaveLength(13)
  for (const { name } of ssh.lab.hosts.filter(host => !ill.includes(host.name))) {
    await heard(name, 'one for all of you')
  }
  expect(row(FROZEN)?.receipt).toMatchObject({
    word: 'failed',
    typed: 'nothing',
    failure: { kind: 'late' },
  })
  expect(row(CLOSED)?.receipt).toMatchObject({ word: 'refused', failure: { host: CLOSED } })
  expect(row(CLOSED)?.receipt.failure?.why ?? row(CLOSED)?.receipt.failure?.what).toMatch(
    /refused/i,
  )
  expect(row(EMPTY)?.receipt).toMatchObject({
    word: 'refused',
    failure: { what: 'There is no session work.' },
  })
  expect(await screen(EMPTY, 'other')).toBe('')

  await ssh.lab.thaw(FROZEN)
  await ssh.lab.start(CLOSED)
  field.dial(CLOSED)
  await ssh.lab.tmux(EMPTY, 'new-session', '-d', '-s', 'work', 'cat')
  await field.target(CLOSED, 'work')
  await field.target(EMPTY, 'work')
  await until(
    'the thawed one to answer',
    () => field.store.getState().hosts.get(FROZEN)?.link.state === 'up',
  )
  // What was given up arrives nowhere: not on the screen, not in the user's list of buffers.
  expect(await screen(FROZEN)).toBe('')
  const again = await field.retry(sent.id)
  for (const host of ill) {
    expect(row(host, again)?.receipt.word).toMatch(/delivered|echoed|submitted/)
    await heard(host, 'one for all of you')
  }
  for (const { name } of ssh.lab.hosts) {
    await until('no buffer of ours', async () => (await ssh.lab.tmux(name, 'list-buffers')) === '')
    expect((await screen(name)).match(/one for/g)).toHaveLength(2)
  }
})

test('frozen between the two steps: nobody knows, no retry, and the answer that comes at last is told', async () => {
  await open(2)
  const { name } = ssh.lab.hosts[0] ?? { name: '' }
  const target = await field.target(name, 'work')
  const link = field.links.get(name)
  // The look and the buffer were answered; the answer to the paste is lost for now.
  const client = link?.client()
  if (!client) throw new Error('no client')
  const ask = client.ask
  let frozen = false
  Object.assign(client, {
    ask: async (...asked: Parameters<typeof ask>) => {
      if (!frozen && asked[0][0]?.[0] === 'paste-buffer') {
        frozen = true
        await ssh.lab.freeze(name)
      }
      return ask(...asked)
    },
  })
  const sent = await field.send('perhaps', [target], { mode: 'no-enter' })
  expect(sent.rows[0]?.receipt).toMatchObject({
    word: 'failed',
    typed: 'unsure',
    failure: { kind: 'late' },
  })
  field.store.dispatch({ type: 'retry', id: sent.id })
  expect(field.store.getState().log.at(-1)?.text).toContain('could send it twice')
  const forced = await field.retry(sent.id, true)
  expect(forced.rows[0]?.receipt.failure?.what).toContain('has not answered')
  await ssh.lab.thaw(name)
  await until(
    'the answer',
    () => field.store.getState().broadcasts.at(-1)?.rows[0]?.receipt.word === 'delivered',
  )
  await until('the text', async () => (await screen(name)) !== '')
  expect(await screen(name)).toBe('perhaps')
  Object.assign(client, { ask })
})

test('with only s10 alive, s1 hears nothing, and s10 neither', async () => {
  await open(2)
  await ssh.lab.tmux('lab1', 'new-session', '-d', '-s', 's10', 'cat')
  await field.target('lab1', 's10')
  const { rows } = await field.send('not for you', [
    parseTarget('lab1/s1'),
    parseTarget('lab1/s1:0.0'),
  ])
  expect(rows.map(row => row.receipt)).toMatchObject([
    { word: 'refused', failure: { kind: 'missing', what: 'There is no session s1.' } },
    { word: 'refused', failure: { kind: 'missing' } },
  ])
  expect(await screen('lab1', 's10')).toBe('')
})

test('one pane of a name that has gone and come again is not the one that was shown', async () => {
  await open(2)
  await ssh.lab.tmux('lab2', 'new-session', '-d', '-s', 'again', 'cat')
  const shown = await field.target('lab2', 'again')
  await ssh.lab.tmux('lab2', 'kill-session', '-t', '=again')
  await ssh.lab.tmux('lab2', 'new-session', '-d', '-s', 'again', 'cat')
  const { rows } = await field.send('for the first one', [shown])
  expect(rows[0]?.receipt).toMatchObject({ word: 'refused' })
  expect(await screen('lab2', 'again')).toBe('')
})
