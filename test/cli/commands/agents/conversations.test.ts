import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'

const CLAUDE = '7d3c1a52-6c1b-4e0f-9f4b-1f6b3a5f0c11'
const CODEX = '01a2277a-f2a1-7102-bb4a-cd0c74e1395e'
const GEMINI = '1be49a4a-d534-4419-adc5-b28af80d7f7f'

let app: App
let lab: Lab
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 2 })])
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }, { name: 'lab2' }] })
  const { home } = lab.host('lab1')
  await keep(home, `.claude/projects/-work-app/${CLAUDE}.jsonl`, 'claude')
  await keep(home, `.codex/sessions/2026/11/29/rollout-2026-11-29T13-24-59-${CODEX}.jsonl`, 'codex')
  await keep(home, '.gemini/tmp/app/chats/session-2026-11-29T13-26-1be49a4a.jsonl', 'gemini')
  await writeFile(join(home, '.gemini/tmp/app/.project_root'), '/work/app')
  await keep(home, '.claude/projects/a\nb/evil.jsonl', 'claude')
  await mkdir(join(home, `.claude/projects/-work-app/${CLAUDE}/subagents`), { recursive: true })
  await writeFile(
    join(home, `.claude/projects/-work-app/${CLAUDE}/subagents/agent-1.jsonl`),
    `${JSON.stringify({
      type: 'assistant',
      isSidechain: true,
      sessionId: CLAUDE,
      message: { id: 'm9', model: 'claude-haiku-4-5', usage: { input_tokens: 5 } },
    })}\n`,
  )
  const junk = join(home, ".claude/projects/-work-app/it's $(touch x).jsonl")
  await writeFile(junk, '\0\xff{"type":')
  await utimes(junk, 1000, 1000)
})
afterAll(async () => {
  await app.close()
  await lab.close()
})

async function keep(home: string, path: string, fixture: string): Promise<void> {
  await mkdir(join(home, path, '..'), { recursive: true })
  await copyFile(`test/fixtures/conversations/${fixture}.jsonl`, join(home, path))
}

const run = (...args: readonly string[]) => app.run(['conversations', ...args, '--on', 'lab1'])

test('list tells what agents have kept, last used first, with each token counted once', async () => {
  const { code, out } = await run('list', '--json')
  const { conversations, failures } = JSON.parse(out)
  expect([code, failures]).toEqual([0, []])
  expect(
    conversations.map((each: Record<string, unknown>) => [
      each.agent,
      each.id,
      each.title,
      each.cwd,
    ]),
  ).toEqual([
    ['gemini', GEMINI, 'Say hello to me', '/work/app'],
    ['codex', CODEX, 'Fix the flaky test please', '/work/app'],
    ['claude', CLAUDE, 'Fix the race in the "queue" and test it', '/work/app'],
  ])
  expect(conversations[2]).toMatchObject({
    host: 'lab1',
    started: '2026-11-20T08:00:01.000Z',
    tokens: { input: 20, cacheRead: 62000, cacheWrite: 2000, output: 500 },
    whole: true,
  })
  expect(conversations[2].cost).toBeGreaterThan(0)
  expect(conversations[2].costFrom).toMatch(/^list prices of \d{4}-/)
  const alias = await app.run(['agent-sessions', '--on', 'lab1', '--agent', 'codex'])
  expect(alias.out).toMatch(
    /^lab1\tcodex\t2026-11-29 13:25\t01a2277a-\S+\tgpt-5.1-codex\t200\t1000\t/,
  )
  expect(alias.err).toContain('Costs are estimates by the list prices of ')
})

test('--limit and --since make it less, and what is left out is told', async () => {
  const limited = await run('list', '--limit', '1')
  expect(limited.out.split('\n')).toHaveLength(2)
  expect(limited.err).toMatch(/lab1: \d older or empty conversations? (is|are) not shown/)
  expect((await run('list', '--since', '2026-11-25')).out).not.toContain(CLAUDE)
  expect((await run('list', '--since', 'soon')).code).toBe(2)
})

test('show prints what was said, a tool as one line, without what a terminal would do', async () => {
  const { code, out } = await run('show', CLAUDE.slice(0, 8))
  expect(code).toBe(0)
  expect(out).toContain('Fix the race in the "queue"\nand test it\n')
  expect(out).toContain('[Bash {"command":"npm test"}]')
  expect(out).toContain('The lock is taken twice.\n')
  expect(out).not.toMatch(/[\x07\x1b]/)
  expect((await run('show', GEMINI)).out).toContain('Hello from gemini')
  const none = await run('show', 'nothing-of-that-id')
  expect([none.code, none.err]).toEqual([3, expect.stringContaining('There is no conversation')])
})

test('export prints one as Markdown or as JSON', async () => {
  const { out } = await run('export', CODEX)
  expect(out).toMatch(
    /^# Fix the flaky test please\n[\s\S]*\n## Assistant \(2026-11-29 13:25\)\n\nHello/,
  )
  const { turns, agent } = JSON.parse((await run('export', CODEX, '--format', 'json')).out)
  expect([agent, turns.length]).toEqual(['codex', 2])
  expect((await run('export', CODEX, '--format', 'pdf')).code).toBe(2)
})

test('search finds a text in what was said, in whatever case, and nothing else', async () => {
  const { code, out } = await run('search', 'RACE in the "queue"')
  expect([code, out.split('\t').slice(0, 3)]).toEqual([0, ['lab1', 'claude', CLAUDE]])
  expect((await run('search', 'toolu_1')).code).toBe(1)
  expect((await run('search', "it's $(touch x)")).code).toBe(1)
})

test('cost adds up by model, and says that it is an estimate', async () => {
  const { code, out, err } = await run('cost', '--by', 'model')
  expect([code, out.split('\n').map(line => line.split('\t')[0])]).toEqual([
    0,
    [
      'claude-sonnet-4-5-20250929',
      'gpt-5.1-codex',
      'gemini-2.5-flash',
      'claude-haiku-4-5',
      'total',
      '',
    ],
  ])
  expect(err).toContain('Costs are estimates by the list prices of ')
  expect((await run('cost', '--by', 'moon')).code).toBe(2)
})

test('a host without any has none, and one that fails stops no other', async () => {
  const { code, out } = await app.run(['conversations', '--on', 'lab1,lab2', '--json'])
  expect([code, JSON.parse(out).hosts.map(({ read }: { read: number }) => read)]).toEqual([
    0,
    [3, 0],
  ])
  const some = await app.run(['conversations', '--on', 'lab1', '--on', 'no.such.host.invalid'])
  expect([some.code, some.out.split('\n').length]).toEqual([4, 4])
})

/** In the form of OpenCode 1.18. */
function makeDatabase(path: string): void {
  const database = new DatabaseSync(path)
  database.exec(`
create table session (id text primary key, project_id text, parent_id text, directory text, title text, time_created integer, time_updated integer);
create table message (id text primary key, session_id text, time_created integer, time_updated integer, data text);
insert into session values ('ses_1', 'p', null, '/work/app', 'Sort the list', 1795900000000, 1795950000000), ('ses_2', 'p', 'ses_1', '/work/app', 'sub', 1795900000000, 1795950000000);`)
  const add = database.prepare('insert into message values (?, ?, 0, 0, ?)')
  const said = (cost: number) =>
    JSON.stringify({
      role: 'assistant',
      modelID: 'big-model',
      providerID: 'x',
      cost,
      tokens: { input: 10, output: 2, reasoning: 1, cache: { read: 5, write: 0 } },
    })
  add.run('m0', 'ses_1', JSON.stringify({ role: 'user' }))
  add.run('m1', 'ses_1', said(0.25))
  add.run('m2', 'ses_2', said(0.5))
  database.close()
}

const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0

test.runIf(hasSqlite)('OpenCode’s database is read, with its own account of the cost', async () => {
  const { home } = lab.host('lab2')
  await mkdir(join(home, '.local/share/opencode'), { recursive: true })
  makeDatabase(join(home, '.local/share/opencode/opencode.db'))
  const { out } = await app.run(['conversations', '--on', 'lab2', '--json'])
  expect(JSON.parse(out).conversations).toMatchObject([
    {
      agent: 'opencode',
      id: 'ses_1',
      title: 'Sort the list',
      cwd: '/work/app',
      cost: 0.75,
      costFrom: 'agent',
      tokens: { input: 20, cacheRead: 10, output: 6 },
    },
  ])
})

test('where its database cannot be read, its command is asked; without it that is told', async () => {
  const { home } = lab.host('lab2')
  await mkdir(join(home, '.local/share/opencode'), { recursive: true })
  await writeFile(join(home, '.local/share/opencode/opencode.db'), 'no database')
  const silent = await app.run(['conversations', '--on', 'lab2'])
  expect([silent.code, silent.err]).toEqual([
    0,
    expect.stringMatching(
      /^lab2: opencode: .* needs sqlite3 or opencode, and neither is installed/,
    ),
  ])
  await mkdir(join(home, '.local/bin'), { recursive: true })
  const list = [{ id: 'ses_7', title: 'T', created: 1795900000000, updated: 1795950000000 }]
  const exported = {
    info: { id: 'ses_7', title: 'T', directory: '/w' },
    messages: [{ info: { role: 'user' }, parts: [{ type: 'text', text: 'hello there' }] }],
  }
  await writeFile(
    join(home, '.local/bin/opencode'),
    `#!/bin/sh\ncase $1 in session) echo '${JSON.stringify(list)}' ;; export) echo '${JSON.stringify(exported)}' ;; esac\n`,
    { mode: 0o755 },
  )
  expect((await app.run(['conversations', '--on', 'lab2'])).out).toContain('\tses_7\t')
  const shown = await app.run(['conversations', 'show', 'ses_7', '--on', 'lab2'])
  expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('hello there')])
  await rm(join(home, '.local'), { recursive: true })
})

test('nothing is changed on the host', async () => {
  const { home } = lab.host('lab1')
  const path = join(home, `.claude/projects/-work-app/${CLAUDE}.jsonl`)
  expect(await readFile(path, 'utf8')).toBe(
    await readFile('test/fixtures/conversations/claude.jsonl', 'utf8'),
  )
  expect(spawnSync('find', [home, '-name', 'x']).stdout.toString()).toBe('')
})

test('a search that reads as many conversations as it reads at most says so', async () => {
  const { home } = lab.host('lab2')
  const directory = join(home, '.claude/projects/-many')
  await mkdir(directory, { recursive: true })
  for (let at = 0; at < 101; at++) {
    const message = { role: 'user', content: 'a needle' }
    const line = JSON.stringify({ type: 'user', sessionId: `many${at}`, message })
    await writeFile(join(directory, `many${at}.jsonl`), `${line}\n`)
  }
  const { code, err } = await app.run(['conversations', 'search', 'needle', '--on', 'lab2'])
  expect([code, err]).toEqual([
    0,
    'lab2: only the newest 100 conversations with this text were read; there may be older ones\n',
  ])
})
