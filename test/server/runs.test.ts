import { afterAll, beforeAll, expect, test } from 'vitest'
import { installAgent } from '../lab/agents/install-agent.ts'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let server: TestServer
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  for (const { home } of lab.hosts) await installAgent(home)
  server = await startTestServer([], { lab })
})
afterAll(async () => {
  await server?.close()
  await lab?.close()
})

const start = async (prompt: string) => {
  const body = { agent: 'claude', prompt, host: lab.hosts[0]?.name, cwd: '~' }
  const { status, json } = await server.ask('/api/v1/runs', { body })
  expect([status, json.success]).toEqual([202, true])
  return json.data.id as string
}

const show = async (id: string) => (await server.ask(`/api/v1/runs/${id}`)).json.data

/** Reads server-sent events of a run until that text came, or to the end. */
async function read(id: string, after?: string, until?: string) {
  const leave = new AbortController()
  const answer = await fetch(`${server.url}/api/v1/runs/${id}/events`, {
    headers: { Authorization: `Bearer ${server.token}`, ...(after && { 'Last-Event-ID': after }) },
    signal: leave.signal,
  })
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (until !== undefined && text.includes(until)) break
  }
  leave.abort()
  const ids = [...text.matchAll(/^id: (.*)$/gm)].map(([, each]) => each ?? '')
  return { text, ids }
}

/** The part that names the event; the other says how far the other stream was read, which differs by reader. */
const nameOf = (id: string) => id.split('-').find(part => part.includes('.'))

test('a run is started, answered and read to its end', async () => {
  const id = await start('WRITE api.txt')
  await until('its question', async () => (await show(id)).asks.length > 0)
  const [asked] = (await show(id)).asks
  const body = { decision: 'allow', interactionId: asked.interactionId }
  expect((await server.ask(`/api/v1/runs/${id}/approve`, { body })).status).toBe(200)
  const { text } = await read(id)
  expect(text).toContain('"type":"approval_granted"')
  expect(text).toContain('event: end\ndata: {"type":"run_result"')
  expect((await show(id)).result).toMatchObject({ exitReason: 'completed', text: 'I wrote it.' })
  const again = await server.ask(`/api/v1/runs/${id}/approve`, { body })
  expect(again.status).toBe(409)
})

test('a stream that was cut goes on where it stopped', async () => {
  const id = await start('COUNT 30 EVERY 50')
  const first = await read(id, undefined, 'number 5.')
  const rest = await read(id, first.ids.at(-1))
  const whole = await read(id)
  expect([...first.ids, ...rest.ids].map(nameOf)).toEqual(whole.ids.map(nameOf))
})

test('a text is the answer to what it asks', async () => {
  const id = await start('QUESTION')
  await until('its question', async () => (await show(id)).asks.length > 0)
  const body = { text: 'red' }
  expect((await server.ask(`/api/v1/runs/${id}/input`, { body })).status).toBe(200)
  await until('its end', async () => (await show(id)).state === 'ended')
  expect((await show(id)).result.text).toBe('You said red.')
})

test('what a run asks stands among the sessions, is waited for, and answered only as it was asked', async () => {
  const id = await start('WRITE watched.txt')
  const waited = await server.ask(`/api/v1/runs/${id}/wait?states=waiting&seconds=60`)
  expect(waited.json.data).toEqual({ met: true, state: 'asks' })
  const { runs } = (await server.ask('/api/v1/sessions')).json.data
  const [asked] = runs.find((run: { id: string }) => run.id === id).asks
  expect(asked).toMatchObject({ kind: 'approval', text: expect.stringContaining('watched.txt') })
  const answer = (question: string) =>
    server.ask(`/api/v1/runs/${id}/answer`, { body: { question, key: 'y' } })
  expect((await answer('May I?')).status).toBe(409)
  expect((await answer(asked.text)).status).toBe(200)
  const ended = await server.ask(`/api/v1/runs/${id}/wait?states=done,failed&seconds=60`)
  expect(ended.json.data).toEqual({ met: true, state: 'ok' })
  expect((await answer(asked.text)).status).toBe(409)
})

test('runs are listed and stopped; a viewer only looks', async () => {
  const id = await start('SILENT')
  const { token } = await server.tokenFor('viewer')
  const listed = await server.ask('/api/v1/runs', { token })
  expect(listed.json.data.runs).toContainEqual(expect.objectContaining({ id, state: 'running' }))
  const refused = await server.ask(`/api/v1/runs/${id}/stop`, { method: 'POST', token })
  expect(refused.status).toBe(403)
  expect((await server.ask(`/api/v1/runs/${id}/stop`, { method: 'POST' })).status).toBe(202)
  await until('its end', async () => (await show(id)).state === 'ended')
  expect((await show(id)).result.exitReason).toBe('aborted')
})

test('a directory outside of the allowed ones is refused on this machine', async () => {
  const body = { agent: 'claude', prompt: 'hello', cwd: '/etc' }
  expect((await server.ask('/api/v1/runs', { body })).status).toBe(409)
  expect((await server.ask('/api/v1/runs/none')).status).toBe(404)
})
