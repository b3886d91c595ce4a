import { execFileSync } from 'node:child_process'
import { chmod, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startTestServer, type TestServer } from './server.ts'

/** Commands, history, talks and playbooks of two hosts, over the API. */
let lab: Lab
let server: TestServer
let home: string
beforeAll(async () => {
  lab = await startLab({ hosts: ['h1', 'h2'] })
  home = lab.host('h1').home
  const bin = join(home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  await mkdir(join(home, 'app'))
  await copyFile('test/lab/agents/mock-worker.sh', join(bin, 'claude'))
  await copyFile('test/lab/agents/talker.sh', join(lab.dir, 'talker'))
  await chmod(join(bin, 'claude'), 0o755)
  await chmod(join(lab.dir, 'talker'), 0o755)
  // A shared history is written where the session is: never into the directory of this test run.
  for (const [host, name] of [
    ['h1', 'one'],
    ['h1', 'lead'],
    ['h2', 'two'],
  ] as const)
    await lab.tmux(
      host,
      ...['new-session', '-d', '-s', name, '-c', lab.host(host).home],
      ...[join(lab.dir, 'talker'), name],
    )
  await lab.tmux('h2', 'new-session', '-d', '-s', 'shell', 'exec cat')
  server = await startTestServer([], { lab })
})
afterAll(async () => {
  await server?.close()
  await lab?.close()
})

test('one command on two hosts: outcomes, groups, and a canary that stops', async () => {
  const body = { hosts: ['h1', 'h2'], command: 'echo same; echo odd >&2' }
  const { json, status } = await server.ask('/api/v1/commands', { body })
  expect([status, json.data.groups]).toEqual([
    200,
    [expect.objectContaining({ hosts: ['h1', 'h2'], code: 0, stdout: 'same\n', stderr: 'odd\n' })],
  ])
  const failing = { hosts: ['h1', 'h2'], command: ['sh', '-c', 'exit 3'], canary: '1,all' }
  const stopped = await server.ask('/api/v1/commands', { body: failing })
  expect(stopped.json.data.hosts).toEqual([
    expect.objectContaining({ host: 'h1', state: 'ran', code: 3 }),
    { host: 'h2', state: 'not-run' },
  ])
  const late = await server.ask('/api/v1/commands', {
    body: { hosts: ['h1'], command: 'sleep 600', timeout: 1 },
  })
  expect(late.json.data.hosts[0].code).toBe(124)
  const { token } = await server.tokenFor('viewer')
  expect((await server.ask('/api/v1/commands', { body, token })).status).toBe(403)
  const here = { hosts: ['local'], command: 'pwd', directory: '/etc' }
  expect((await server.ask('/api/v1/commands', { body: here })).status).toBe(409)
})

test('the history of a project is written, searched, and shared by sends', async () => {
  const base = '/api/v1/hosts/h1/history'
  for (const text of ['moved the data', 'deployed it'])
    expect((await server.ask(base, { body: { path: 'app', text } })).json.message).toBeUndefined()
  const found = await server.ask(`${base}?path=app&search=DATA`)
  expect(found.json.data).toMatchObject({ reached: true, total: 1 })
  expect(found.json.data.entries).toEqual([expect.objectContaining({ summary: 'moved the data' })])
  expect((await server.ask(`${base}?path=app&person=nobody`)).json.data.entries).toEqual([])
  const sharing = { session: 'one', on: true }
  const shared = await server.ask(`${base}/sharing`, { body: sharing })
  expect([shared.status, shared.json.message]).toEqual([200, undefined])
  const option = await lab.tmux('h1', 'show-options', '-v', '-t', '=one:', '@fleetmux_history')
  expect(option.trim()).toBe('on')
  expect((await server.ask('/api/v1/hosts/local/history?path=/etc')).status).toBe(409)
})

test('a talk of two hosts with a moderator: answers as they come, then the summary', async () => {
  const body = { question: 'who are you?', to: ['h1/one', 'h2/two'], moderator: 'h1/lead' }
  const begun = await server.ask('/api/v1/talks', { body })
  expect(begun.status).toBe(202)
  const path = `/api/v1/talks/${begun.json.data.id}`
  const ended = await until('its end', async () => {
    const { json } = await server.ask(path)
    return json.data.isOpen ? null : json.data
  })
  expect(ended.answers).toEqual([
    expect.objectContaining({
      name: 'one',
      state: 'answered',
      text: 'one heard: what is your name?',
    }),
  ])
  expect(ended.summary.text).toContain('Summary: they are fine.')
  expect(ended.notes).toEqual([expect.stringContaining('@nobody')])
  expect((await server.ask(`${path}/say`, { body: { text: 'late' } })).status).toBe(409)
  const shell = { question: 'who?', to: ['h2/shell'] }
  expect((await server.ask('/api/v1/talks', { body: shell })).status).toBe(409)
})

test('a playbook on a branch is started, streamed, resumed and cleaned away', async () => {
  const directory = join(home, 'shop')
  await mkdir(directory)
  await writeFile(join(directory, 'todo.md'), '- [ ] One\n- [ ] HALT here\n')
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args])
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-qm', 'First')
  const looked = await server.ask('/api/v1/hosts/h1/playbooks?path=shop&name=todo.md')
  expect(looked.json.data.documents[0].tasks).toHaveLength(2)
  const setup = 'printf "%s %s\\n" "$MAESTRO_WORKTREE_BRANCH" "$MAESTRO_BASE_BRANCH" >set-up.txt'
  const body = {
    ...{ host: 'h1', directory: 'shop', names: ['todo.md'], permissions: 'allow' },
    ...{ branch: 'auto/todo', setup, history: true },
  }
  const started = await server.ask('/api/v1/playbooks', { body })
  expect(started.status, JSON.stringify(started.json)).toBe(202)
  const { id } = started.json.data
  const path = `/api/v1/playbooks/${id}`
  const events = await readStream(`${path}/events`)
  const branch = events.find(({ type }) => type === 'branch')
  expect(events.at(-1)).toMatchObject({ type: 'complete', end: 'halted' })
  expect(await readFile(join(branch.worktree, 'set-up.txt'), 'utf8')).toBe('auto/todo main\n')
  const work = await server.ask('/api/v1/worktrees')
  expect(work.json.data.worktrees).toEqual([
    expect.objectContaining({ id: branch.work, branchName: 'auto/todo' }),
  ])
  const history = await server.ask('/api/v1/hosts/h1/history?path=shop')
  expect(history.status, JSON.stringify(history.json)).toBe(200)
  expect(history.json.data.entries.map((each: { summary: string }) => each.summary)).toEqual([
    'HALT here',
    'One',
  ])
  await writeFile(join(directory, 'todo.md'), '- [x] One\n- [ ] Two\n')
  const resumed = await server.ask(`${path}/resume`, { body: { budgets: { loops: 3 } } })
  expect(resumed.status, JSON.stringify(resumed.json)).toBe(202)
  const rest = await readStream(`${path}/events?after=${resumed.json.data.after}`)
  expect(rest.at(-1)).toMatchObject({ type: 'complete', end: 'done' })
  expect((await server.ask(`${path}/clean`, { method: 'POST' })).status).toBe(200)
  expect((await server.ask(path)).status).toBe(404)
  const kept = join(home, '.local', 'state', 'fleetmux', 'playbooks', id)
  expect(await stat(kept).catch(() => null)).toBeNull()
  expect(await stat(branch.worktree).catch(() => null)).not.toBeNull()
})

// biome-ignore lint/suspicious/noExplicitAny: the fields of any event
async function readStream(path: string): Promise<readonly any[]> {
  const answer = await fetch(server.url + path, {
    headers: { Authorization: `Bearer ${server.token}` },
    signal: AbortSignal.timeout(120_000),
  })
  return [...(await answer.text()).matchAll(/^id: \d+\ndata: (.*)$/gm)].map(([, data = '']) =>
    JSON.parse(data),
  )
}
