import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, openApp } from '../cli/app.ts'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let app: App
let server: TestServer
beforeEach(async () => {
  ;[lab, app] = await Promise.all([startLab({ hosts: 1 }), openApp()])
  const [host] = lab.hosts
  if (!host) throw new Error('no host')
  const program = join(host.home, '.local', 'bin', 'claude')
  await mkdir(join(host.home, '.local', 'bin'), { recursive: true })
  await writeFile(program, await readFile('test/lab/agents/mock-worker.sh'))
  await chmod(program, 0o755)
  await writeFile(join(host.home, 'todo.md'), '- [ ] !gate: Ship it?\n- [ ] Last\n')
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: host.name }] })
  server = await startTestServer([], { lab })
})
afterEach(async () => {
  await server?.close()
  await app?.close()
  await lab?.close()
})

test('a gate is seen and answered over the API, and the playbook read to its end', async () => {
  const started = await app.run([
    'playbook',
    'run',
    'todo.md',
    '--on',
    lab.hosts[0]?.name ?? '',
    '-d',
  ])
  const id = started.out.trim()
  const path = `/api/v1/playbooks/${id}`
  const waits = await until('the gate', async () => {
    const { json } = await server.ask('/api/v1/playbooks')
    return json.data.playbooks.find((each: { state: string }) => each.state === 'gate') ?? null
  })
  expect(waits).toMatchObject({ id, question: 'Ship it?' })
  expect((await server.ask(`${path}/answer`, { body: { answer: 'maybe' } })).status).toBe(400)
  expect((await server.ask(`${path}/answer`, { body: { answer: 'go' } })).status).toBe(200)
  const ended = await until('its end', async () => {
    const { json } = await server.ask(path)
    return json.data.state === 'ended' ? json.data : null
  })
  expect(ended.end).toBe('done')
  expect(ended.events.at(-1)).toMatchObject({ type: 'complete', success: true })
  expect((await server.ask(`${path}/stop`, { method: 'POST' })).status).toBe(409)
})
