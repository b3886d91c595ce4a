import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type App, type Live, openApp } from '../cli/app.ts'
import { until } from '../lab/process.ts'
import { endServer } from './server.ts'

/** A server on a machine whose clock is set: by so many milliseconds as a file says. */
const SKEW = `import { readFileSync } from 'node:fs'
const real = Date.now
Date.now = () => real() + Number(readFileSync(process.env.SKEW, 'utf8'))
`
const HOUR = 3_600_000

let app: App
let live: Live
let url: string
let token: string
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'work', '-x', '80', '-y', '20', 'exec cat')
  await writeFile(join(app.dir, 'skew.mjs'), SKEW)
  await setClock(0)
  const env = {
    NODE_OPTIONS: `--import=${join(app.dir, 'skew.mjs')}`,
    SKEW: join(app.dir, 'skew'),
  }
  live = app.start(['server', '--port', '0'], { env })
  url = await until('the address', () => /Server running at (\S+)/.exec(live.out())?.[1])
  token = await until('the token', () => /\b([\da-f]{64})\b/.exec(live.out())?.[1])
})
afterAll(async () => {
  await endServer(live.child)
  await app.close()
})

const setClock = (by: number) => writeFile(join(app.dir, 'skew'), String(by))

async function ask(path: string, body?: object, by = token) {
  const answer = await fetch(url + path, {
    headers: { Authorization: `Bearer ${by}`, 'Content-Type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: answer.status, json: await answer.json() }
}

test('a clock that is set back neither locks out nor lets in', async () => {
  const { json } = await ask('/api/v1/pairings', { role: 'viewer' })
  await setClock(-24 * HOUR)
  const paired = await ask('/api/v1/pair', { code: json.data.code, name: 'phone' })
  expect(paired.status).toBe(201)
  const dry = await ask('/api/v1/broadcasts', { text: 'x', all: true, dryRun: true })
  await setClock(-48 * HOUR)
  const { plan } = dry.json.data
  expect((await ask('/api/v1/broadcasts', { text: 'set back', plan })).status).toBe(200)
  await setClock(0)
})

test('a clock that is set forward ends what has an end, open streams too, and nothing else', async () => {
  const { json } = await ask('/api/v1/tokens', { name: 'an hour', role: 'viewer', hours: 1 })
  const open = (by: string) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, ['fleetmux.v1', by])
    const closed = new Promise<number>(resolve => socket.once('close', resolve))
    return new Promise<{ socket: WebSocket; closed: Promise<number> }>(resolve =>
      socket.once('open', () => resolve({ socket, closed })),
    )
  }
  const short = await open(json.data.token)
  const own = await open(token)
  const { json: code } = await ask('/api/v1/pairings', { role: 'viewer' })
  await setClock(2 * HOUR)
  expect(await short.closed).toBe(4003)
  expect((await ask('/api/v1/me', undefined, json.data.token)).status).toBe(401)
  expect((await ask('/api/v1/me')).status).toBe(200)
  expect((await ask('/api/v1/pair', { code: code.data.code, name: 'phone' })).status).toBe(201)
  expect(own.socket.readyState).toBe(WebSocket.OPEN)
  own.socket.close()
})
