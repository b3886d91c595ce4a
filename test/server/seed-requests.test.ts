import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject, type Project } from '../backend/workspace/project.ts'
import { installBencher } from '../lab/agents/install-agent.ts'
import { until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

/** The lines of the description of Amp Session Manager, as they stand there. */
const LIST = `curl -H "Authorization: Bearer your-token-here" \\
     http://localhost:7760/api/v1/sessions`
const LOGS = `curl -H "Authorization: Bearer your-token" \\
     "http://localhost:7760/api/v1/streams/sessions/session-id/logs"`
const RESULTS = `curl -H "Authorization: Bearer your-token" \\
     "http://localhost:7760/api/v1/benchmarks/benchmark-id" > results.json`

let server: TestServer
let project: Project
beforeAll(async () => {
  project = await makeProject()
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  server = await startTestServer([], {
    before: app => installBencher(app.environment['HOME'] ?? '', ['amp']),
  })
})
afterAll(async () => {
  await server?.close()
  await project?.remove()
})

/** Only what they leave to the reader is filled in. */
const filled = (line: string, ids: Readonly<Record<string, string>> = {}) =>
  Object.entries({ ...ids, 'http://localhost:7760': server.url }).reduce(
    (text, [from, to]) => text.replace(from, to),
    line.replace(/your-token(-here)?/, server.token),
  )

test('the sessions are listed', () => {
  const said = execFileSync('sh', ['-c', filled(LIST)], { encoding: 'utf8' })
  expect(JSON.parse(said)).toMatchObject({ success: true, data: expect.anything() })
})

test('the log of a session comes as it goes', async () => {
  const made = await server.ask('/api/v1/hosts/local/sessions', {
    body: { name: 'told', command: 'echo hello from there; exec cat' },
  })
  expect(made.status).toBe(201)
  // Into a pipe curl would keep what it hears until there is more; to a terminal it writes at once.
  const home = server.app.environment['HOME'] ?? ''
  await writeFile(join(home, '.curlrc'), 'no-buffer\n')
  const env = { ...process.env, CURL_HOME: home }
  const curl = spawn('sh', ['-c', `exec ${filled(LOGS, { 'session-id': 'told' })}`], { env })
  let heard = ''
  curl.stdout.on('data', (bytes: Buffer) => {
    heard += bytes.toString('utf8')
  })
  try {
    await until('its log', () => /^data: \{"type":"connected"/m.test(heard))
  } finally {
    curl.kill()
  }
})

test('the result of a benchmark is downloaded', async () => {
  const home = server.app.environment['HOME'] ?? ''
  const config = join(home, 'mine.yaml')
  const repo = join(home, 'repo')
  project.git('clone', '-q', project.root, repo)
  const one = `{ id: c, repo: ${repo}, prompt: "case=c solves=1", script_command: "test -f solve.txt" }`
  await writeFile(
    config,
    `version: 1\nname: x\nmodels: { m: {} }\nsuites: [{ id: s, cases: [${one}] }]\n`,
  )
  const started = await server.ask('/api/v1/benchmarks/run', { body: { configPath: config } })
  const { id } = started.json.data
  await until('its end', async () => {
    const { json } = await server.ask(`/api/v1/benchmarks/${id}`)
    return json.data.status !== 'running'
  })
  execFileSync('sh', ['-c', filled(RESULTS, { 'benchmark-id': id })], {
    cwd: home,
    stdio: 'ignore',
  })
  const { data } = JSON.parse(readFileSync(join(home, 'results.json'), 'utf8'))
  expect(data).toMatchObject({ id, status: 'completed', configPath: config })
})
