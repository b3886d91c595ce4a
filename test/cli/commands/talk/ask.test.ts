import { chmod, copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../../lab/process.ts'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: ['h1', 'h2'] })])
  const agent = join(app.dir, 'agent')
  await copyFile('test/lab/agents/talker.sh', agent)
  await chmod(agent, 0o755)
  const hosts = ['h1', 'h2'].map(name => ({ name, address: name }))
  await app.configure({ sshConfig: lab.sshConfig, hosts })
  const sessions = { h1: ['one', 'mute', 'lead'], h2: ['two', 'asker'] }
  for (const [host, names] of Object.entries(sessions))
    for (const name of names)
      await lab.tmux(host, 'new-session', '-d', '-s', name, '-x', '80', '-y', '20', agent, name)
  await lab.tmux('h2', 'new-session', '-d', '-s', 'shell', 'exec cat')
  for (const [host, names] of Object.entries(sessions))
    for (const name of names)
      await until(`${name} to be there`, async () =>
        (await lab.tmux(host, 'capture-pane', '-p', '-t', `=${name}:`)).includes(`${name} is here`),
      )
})
afterAll(() => Promise.all([app.close(), lab.close()]))

const to = (...names: readonly string[]) => names.flatMap(name => ['--to', name])

test('answers of two hosts beside each other; a program that is no agent is not asked', async () => {
  const { code, out, err } = await app.run([
    'ask',
    ...to('h1/one', 'h2/two', 'h2/shell'),
    'what is up?',
  ])
  expect(code).toBe(0)
  expect(
    out
      .replace(/\d+(\.\d+)? m?s/g, 'T')
      .split('== ')
      .sort(),
  ).toEqual([
    '',
    'h1/one (codex, T)\none heard: what is up?\n',
    'h2/two (codex, T)\ntwo heard: what is up?\n',
  ])
  expect(err).toContain('h2/shell')
  expect(await lab.tmux('h2', 'capture-pane', '-p', '-t', '=shell:')).not.toContain('what is up')
})

test('one that is silent and one that asks are told, and hold up nobody', async () => {
  const args = [...to('h1/one', 'h1/mute', 'h2/asker'), '--silence', '5', '--json', 'and now?']
  const { code, out } = await app.run(['ask', ...args])
  const answers = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(code).toBe(4)
  expect(answers.map(({ session, state }) => `${session} ${state}`).sort()).toEqual([
    'asker asks',
    'mute silent',
    'one answered',
  ])
})

test('a moderator asks by name, hears of names that nobody has, and sums up', async () => {
  const { code, out, err } = await app.run([
    ...['ask', '--moderator', 'h1/lead', ...to('h1/one', 'h2/two'), 'how are they?'],
  ])
  expect(code).toBe(0)
  expect(out).toContain('one heard: what is your name?')
  expect(out).not.toContain('two heard: what is your name?')
  expect(out).toMatch(/== Summary\nSummary: they are fine\.\n$/)
  expect(err).toContain('The moderator asked @nobody, but no agent in this talk has that name.')
  const listed = await app.run(['talks'])
  const [id = ''] =
    listed.out
      .split('\n')
      .find(line => line.includes('how are they?'))
      ?.split('\t') ?? []
  const shown = await app.run(['talks', id])
  expect(shown.out).toMatch(/== user, .*\nhow are they\?\n== moderator, /)
  expect((await app.run(['talks', 'say', id, 'one more word'])).code).toBe(0)
  expect((await app.run(['talks', id])).out).toContain('one more word')
})

test('nobody to be asked is said', async () => {
  const { code, err } = await app.run(['ask', ...to('h2/shell'), 'hello?'])
  expect([code, err]).toEqual([1, expect.stringContaining('h2/shell')])
})
