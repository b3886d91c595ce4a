import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installBencher } from '../lab/agents/install-agent.ts'
import { capture, until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
let config: string
beforeAll(async () => {
  server = await startTestServer([], {
    async before(app) {
      const home = app.environment['HOME'] ?? ''
      await installBencher(home, ['amp'])
      const repo = join(home, 'repo')
      await mkdir(repo)
      await writeFile(join(repo, 'a.txt'), 'a\n')
      const git = ['-C', repo, '-c', 'user.name=A', '-c', 'user.email=a@b.c']
      await capture('git', [...git, 'init', '-q'])
      await capture('git', [...git, 'add', '.'])
      await capture('git', [...git, 'commit', '-qm', 'First'])
      config = join(home, 'my-benchmark.yaml')
      await writeFile(
        config,
        `version: 1
name: "Remote Model Comparison"
models:
  default: { name: default }
suites:
  - id: smoke
    cases:
      - { id: test_readme, repo: ${repo}, prompt: "case=one solves=1", script_command: "test -f solve.txt" }
`,
      )
    },
  })
})
afterAll(() => server?.close())

/** curl, as the seed writes it. */
function curl(...args: readonly string[]): string {
  const token = `Authorization: Bearer ${server.token}`
  return execFileSync('curl', ['-s', '-H', token, ...args], { encoding: 'utf8' })
}

test("the seed's requests run a benchmark to its end, and download its result", async () => {
  const started = JSON.parse(
    curl(
      ...['-X', 'POST', '-H', 'Content-Type: application/json'],
      ...['-d', JSON.stringify({ configPath: config })],
      `${server.url}/api/v1/benchmarks/run`,
    ),
  )
  expect(started).toMatchObject({ success: true, data: { status: 'running' } })
  const { id } = started.data
  const done = await until('its end', () => {
    const { data } = JSON.parse(curl(`${server.url}/api/v1/benchmarks/${id}`))
    return data.status !== 'running' && data
  })
  expect(done).toMatchObject({
    ...{ id, configPath: config, status: 'completed' },
    models: {
      default: {
        model: 'default',
        suites: {
          smoke: {
            suite: 'smoke',
            cases: [{ caseId: 'test_readme', status: 'pass', iterations: 1 }],
            summary: { total: 1, passed: 1, failed: 0, successRate: 1 },
          },
        },
        metrics: { success_rate: 1 },
      },
    },
  })
  const listed = await server.ask('/api/v1/benchmarks')
  expect(listed.json.data.benchmarks).toMatchObject([{ id, isRunning: false, passed: 1 }])
  // The command line shows the same one, and the same request finds nothing left to do.
  const { out } = await server.app.run(['benchmark', 'show', id, '--json'])
  expect(JSON.parse(out)).toEqual(done)
  const again = await server.ask('/api/v1/benchmarks/run', { body: { configPath: config } })
  expect([again.status, again.json.data.id]).toEqual([202, id])
})

test.each([
  [{}, 400, 'configPath is required'],
  [{ configPath: '/etc/passwd' }, 409, 'outside the directories'],
  [{ configPath: 'relative.yaml' }, 400, 'not an absolute path'],
])('%j is refused', async (body, status, said) => {
  const told = await server.ask('/api/v1/benchmarks/run', { body })
  expect([told.status, JSON.stringify(told.json)]).toEqual([status, expect.stringContaining(said)])
})

test('errors in the file are told with their lines, and nothing is run', async () => {
  const path = join(server.app.environment['HOME'] ?? '', 'wrong.yaml')
  await writeFile(path, 'version: 1\nname: x\nmodles: {}\nsuites: []\n')
  const told = await server.ask('/api/v1/benchmarks/run', { body: { configPath: path } })
  expect(told.status).toBe(400)
  expect(told.json.message).toContain('wrong.yaml:3:1: Unknown key modles. Did you mean models?')
})

const UNNAMED = ['repo: /etc', 'repo: ../../../../../etc', 'repo: file:///etc', 'repo: FILE:/etc']

test.each([
  ...UNNAMED.map(repo => `cases: [{ id: c, ${repo}, prompt: x }]`),
  'swebench_cases_dir: /etc',
])('a file of this machine that requests may not name is not read: %s', async suite => {
  const path = join(server.app.environment['HOME'] ?? '', 'outside.yaml')
  const models = 'models: { m: { name: m } }'
  await writeFile(path, `version: 1\nname: x\n${models}\nsuites: [{ id: s, ${suite} }]\n`)
  const told = await server.ask('/api/v1/benchmarks/run', { body: { configPath: path } })
  expect([told.status, told.json.message]).toEqual([
    409,
    expect.stringMatching(/etc does not exist, or is outside the directories/),
  ])
})

test('who may only look may not run, and one that is not there is 404', async () => {
  const { token } = await server.tokenFor('viewer')
  const body = { configPath: config }
  expect((await server.ask('/api/v1/benchmarks/run', { body, token })).status).toBe(403)
  expect((await server.ask('/api/v1/benchmarks/none', { token })).status).toBe(404)
})
