import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { endServer, startTestServer, type TestServer } from './server.ts'

let server: TestServer
let lab: Lab
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  server = await startTestServer()
})
afterAll(async () => {
  await server?.close()
  await lab?.close()
})

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => listener.once('listening', resolve))
  const address = listener.address()
  await new Promise(resolve => listener.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** The tunnels of the description of Amp Session Manager; the last word is the machine. */
const TUNNELS = [
  ['a tunnel', 'ssh -N -L PORT:localhost:7760 lab1'],
  [
    'one with a key, kept alive',
    'ssh -N -i KEY -L PORT:localhost:7760 -o ServerAliveInterval=60 lab1',
  ],
  ['a compressed one', 'ssh -N -C -L PORT:localhost:7760 lab1'],
] as const

test.each(TUNNELS)('through %s the sessions are listed, and the page is there', async (_, line) => {
  const port = await freePort()
  const [, ...words] = line
    .replace('PORT', String(port))
    .replace('7760', new URL(server.url).port)
    .replace('KEY', join(lab.dir, 'key', 'client'))
    .split(' ')
  const ssh = spawn('ssh', ['-F', lab.sshConfig, ...words], { stdio: 'ignore' })
  try {
    const url = `http://localhost:${port}`
    const headers = { Authorization: `Bearer ${server.token}` }
    const get = (path: string) => fetch(url + path, { headers }).catch(() => null)
    const answer = await until('the tunnel', () => get('/api/v1/sessions'))
    expect(await answer.json()).toMatchObject({ success: true })
    const page = await get('/benchmarks')
    expect([page?.status, await page?.text()]).toEqual([200, expect.stringContaining('fleetmux')])
  } finally {
    ssh.kill()
  }
})

test('--new-token ends the old one, and --port chooses another port', async () => {
  const old = server.token
  await endServer(server.live.child)
  const port = await freePort()
  const live = server.app.start(['server', '--new-token', '--port', String(port)])
  try {
    await until('the address', () =>
      live.out().includes(`Server running at http://127.0.0.1:${port}`),
    )
    const asked = (token: string) =>
      fetch(`http://127.0.0.1:${port}/api/v1/sessions`, {
        headers: { Authorization: `Bearer ${token}` },
      })
    expect((await asked(old)).status).toBe(401)
    const fresh = /Token: (\S+)/i.exec(live.out() + live.err())?.[1] ?? ''
    expect(fresh).not.toBe(old)
    expect((await asked(fresh)).status).toBe(200)
  } finally {
    await endServer(live.child)
  }
})
