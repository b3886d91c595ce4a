import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject, type Project } from '../backend/workspace/project.ts'
import { installAgent } from '../lab/agents/install-agent.ts'
import { until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
let project: Project

beforeAll(async () => {
  project = await makeProject()
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  project.git('switch', '-q', '-c', 'mine')
  server = await startTestServer(['--allowed-root', project.dir], {
    before: app => installAgent(app.environment['HOME'] ?? ''),
  })
})
afterAll(async () => {
  await server?.close()
  await project?.remove()
})

test('a session goes from a prompt to a merged branch by the routes of the seed', async () => {
  const made = await server.ask('/api/v1/sessions', {
    body: {
      ...{ name: 'api', repoRoot: project.root, ampPrompt: 'WRITE made.txt' },
      ...{ baseBranch: 'main', scriptCommand: 'test -f made.txt', permissions: 'allow' },
      // All that the original's own clients send.
      ...{ mode: 'async', autoCommit: true },
    },
  })
  expect([made.status, made.json.data.name]).toEqual([202, 'api'])
  const { id } = made.json.data
  const done = await until('its end', async () => {
    const { json } = await server.ask(`/api/v1/sessions/${id}`)
    return json.data.status === 'running' ? null : json.data
  })
  expect(done).toMatchObject({ status: 'idle', ahead: 1 })
  expect(done.iterationRecords[0]).toMatchObject({ testResult: 'pass', totalTokens: 1234 })

  const diff = await server.ask(`/api/v1/sessions/${id}/diff?format=json`)
  expect(diff.json.diff ?? diff.json.data.diff).toContain('+hello')
  const last = await server.ask(`/api/v1/sessions/${id}/diff?base=HEAD~1&head=HEAD&format=json`)
  expect((last.json.data ?? last.json).diff).toContain('made.txt')
  const odd = await server.ask(`/api/v1/sessions/${id}/diff?base=--output=/tmp/x&format=json`)
  expect(odd.status).toBe(400)

  const more = { prompt: 'WRITE second.txt', permissions: 'allow' }
  const asked = await server.ask(`/api/v1/sessions/${id}/iterate`, { body: more })
  expect([asked.status, asked.json.data.number]).toEqual([202, 2])
  const again = await until('the end of the second', async () => {
    const { json } = await server.ask(`/api/v1/sessions/${id}`)
    return json.data.iterationRecords.length < 2 ? null : json.data
  })
  expect(again.iterationRecords[1]).toMatchObject({ number: 2, changedFiles: ['second.txt'] })

  const { token } = await server.tokenFor('viewer')
  const refused = await server.ask(`/api/v1/sessions/${id}/merge`, { body: {}, token })
  expect(refused.status).toBe(403)
  const merged = await server.ask(`/api/v1/sessions/${id}/merge`, { body: { message: 'By API' } })
  expect([merged.status, merged.json.data.done]).toEqual([200, true])
  expect(project.git('log', '-1', '--format=%s', 'main')).toBe('By API')
  const csv = await server.ask(`/api/v1/worktree-export?format=csv&id=${id}`)
  expect(String(csv.json).split('\n')[1]).toContain(`${id},api,local,claude,`)
  const all = await server.ask('/api/v1/worktree-export')
  expect(all.json.sessions.map((each: { id: string }) => each.id)).toContain(id)
  const cleaned = await server.ask(`/api/v1/worktrees/${id}/clean`, { method: 'POST' })
  expect(cleaned.json.data.done).toBe(true)
  const restored = await server.ask(`/api/v1/worktrees/${id}/restore`, { method: 'POST' })
  expect(restored.json.data.notes.join(' ')).toContain('Restored')
})

test('a timeout is in seconds where its name says so, and in its old unit by its old name', async () => {
  const body = { name: 'in time', repoRoot: project.root, baseBranch: 'main' }
  const limits = []
  for (const [nth, more] of [{ scriptTimeoutSec: 77 }, { scriptTimeout: 78 }, {}].entries()) {
    const asked = { ...body, ...more, name: `in time ${nth}` }
    const { json } = await server.ask('/api/v1/worktrees', { body: asked })
    limits.push([json.data.scriptTimeoutSec, json.data.scriptTimeout])
  }
  expect(limits).toEqual([
    [77, 77],
    [78, 78],
    [600, 600],
  ])
  const twice = { ...body, scriptTimeoutSec: 1, scriptTimeout: 1 }
  expect((await server.ask('/api/v1/worktrees', { body: twice })).status).toBe(400)

  const { json } = await server.ask('/api/v1/worktrees', { body })
  const path = `/api/v1/sessions/${json.data.id}/iterate`
  const asked = { prompt: 'COUNT 9000 EVERY 300', permissions: 'allow' }
  const both = { ...asked, timeoutSec: 1, timeout: 1000 }
  expect((await server.ask(path, { body: both })).status).toBe(400)
  for (const [nth, more] of [{ timeoutSec: 2 }, { timeout: 2000 }].entries()) {
    expect((await server.ask(path, { body: { ...asked, ...more } })).status).toBe(202)
    const ended = await until('its end', async () => {
      const { iterationRecords } = (await server.ask(`/api/v1/sessions/${json.data.id}`)).json.data
      return iterationRecords[nth]
    })
    expect(ended.end).toBe('timeout')
  }
})

test('a session whose changes are not to be committed is refused in words', async () => {
  const body = { name: 'kept', repoRoot: project.root, autoCommit: false }
  const { status, json } = await server.ask('/api/v1/sessions', { body })
  expect([status, json.message]).toEqual([400, expect.stringContaining('always committed')])
})

test('a repository outside of the allowed roots is refused', async () => {
  const { status } = await server.ask('/api/v1/worktrees', {
    body: { name: 'x', repoRoot: '/etc' },
  })
  expect(status).toBe(409)
})

test('a set-up command of the repository is answered with, and runs once it was read', async () => {
  await project.write('.worktreesetup', 'touch set-up\n')
  project.git('add', '.worktreesetup')
  project.git('commit', '-qm', 'Set up')
  const body = { name: 'set up', repoRoot: project.root, baseBranch: 'mine' }
  const asked = await server.ask('/api/v1/worktrees', { body: { ...body, setup: 'ask' } })
  expect([asked.status, asked.json.data.setup.command]).toEqual([409, 'touch set-up'])
  const { json } = await server.ask('/api/v1/worktrees')
  expect(json.data.worktrees.map((each: { name: string }) => each.name)).not.toContain('set up')
  const { digest } = asked.json.data.setup
  const other = await server.ask('/api/v1/worktrees', { body: { ...body, setup: '0'.repeat(64) } })
  expect([other.status, other.json.data.setup.digest]).toEqual([409, digest])
  const made = await server.ask('/api/v1/worktrees', { body: { ...body, setup: digest } })
  expect(made.status).toBe(201)
  expect(existsSync(join(made.json.data.worktreePath, 'set-up'))).toBe(true)

  const path = `/api/v1/worktrees/${made.json.data.id}/clean`
  expect((await server.ask(path, { method: 'POST' })).status).toBe(409)
  const unnamed = await server.ask(path, { body: { force: true, name: 'other' } })
  expect(unnamed.status).toBe(400)
  const named = await server.ask(path, { body: { force: true, name: 'set up' } })
  expect([named.status, named.json.data.done]).toEqual([200, true])
})
