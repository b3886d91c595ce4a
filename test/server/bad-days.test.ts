import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
const FLOOD = 'while :; do seq 1 300; sleep 0.05; done'

beforeAll(async () => {
  server = await startTestServer([], {
    before: async app => {
      await app.tmux('new-session', '-d', '-s', 'flood', '-x', '200', '-y', '50', FLOOD)
      await app.tmux('new-session', '-d', '-s', 'work', '-x', '80', '-y', '20', 'exec cat')
    },
  })
})
afterAll(() => server.close())

const pane = (target: string, what: string) => `/api/v1/panes/${encodeURIComponent(target)}/${what}`

/** Resident memory of the server in bytes. */
async function memory(): Promise<number> {
  const text = await readFile(`/proc/${server.live.child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) * 1024
}

/** A connection that asks and then never reads; `watch`: what it says to the page's socket. */
function deaf(kind: 'stream' | 'socket'): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const head =
    kind === 'stream'
      ? `GET /api/v1/streams/sessions/flood/logs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token}\r\n\r\n`
      : `GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: fleetmux.v1, ${server.token}\r\n\r\n`
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(head)
      socket.pause()
      resolve(socket)
    })
    // The server may let it go.
    socket.on('error', error => (socket.connecting ? reject(error) : undefined))
  })
}

/** The newest screens of a pane, for somebody who reads. */
async function watched(target: string): Promise<{ seen: () => number; close: () => void }> {
  const { json } = await server.ask('/api/v1/sessions')
  const found = json.data.sessions.find((each: { target: string }) => each.target === target)
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/live`, [
    'fleetmux.v1',
    server.token,
  ])
  let seen = 0
  socket.on('message', text => {
    if (JSON.parse(String(text)).type === 'screen') seen++
  })
  await new Promise(resolve => socket.once('open', resolve))
  socket.send(JSON.stringify({ type: 'watch', panes: [found.panes[0].pane] }))
  return { seen: () => seen, close: () => socket.close() }
}

test('200 connections that never read cost nobody anything', async () => {
  const reader = await watched('local/flood')
  const further = async (count: number) => {
    const start = reader.seen()
    await until('further screens', () => reader.seen() > start + count)
  }
  // A flood that two do not read costs what it costs; 198 more must not cost more.
  const few = [await deaf('stream'), await deaf('socket')]
  await further(20)
  const before = await memory()
  const many = await Promise.all(
    Array.from({ length: 198 }, (_, index) => deaf(index % 2 === 0 ? 'stream' : 'socket')),
  )
  await further(20)
  const after = await memory()
  const { status } = await server.ask(pane('local/work', 'send'), { body: { text: 'still here' } })
  expect(status).toBe(200)
  expect(after - before).toBeLessThan(198 * 512 * 1024)
  for (const socket of [...few, ...many]) socket.destroy()
  reader.close()
})

test('rubbish on the socket is answered in words, and the next message is heard', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/live`, [
    'fleetmux.v1',
    server.token,
  ])
  const told: string[] = []
  socket.on('message', text => told.push(JSON.parse(String(text)).type))
  await new Promise(resolve => socket.once('open', resolve))
  for (const bad of [
    '',
    '{',
    '[]',
    '{"type":"own"}',
    `{"type":"watch","panes":[${'1,'.repeat(10)}1]}`,
    '{"type":"focus","pane":7}',
  ])
    socket.send(bad)
  await until('six refusals', () => told.filter(type => type === 'refused').length === 6)
  socket.send('{"type":"watch","panes":["%99@1:1@local"]}')
  await until('that it is gone', () => told.includes('gone'))
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  socket.send('x'.repeat(1 << 20))
  expect(await closed).toBe(1009)
})

test('a line of 10 MB in a pane is shown as far as the pane is wide', async () => {
  await server.app.tmux(
    'new-session',
    '-d',
    '-s',
    'wide',
    '-x',
    '100',
    '-y',
    '20',
    "head -c 10000000 /dev/zero | tr '\\0' x; exec cat",
  )
  await until(
    'the session',
    async () => (await server.ask(pane('local/wide', 'screen'))).status === 200,
  )
  await until('its end', async () => {
    const { json } = await server.ask(pane('local/wide', 'screen'))
    return json.data.lines.length >= 19
  })
  const { json } = await server.ask(pane('local/wide', 'screen'))
  expect(json.data.lines.every((line: string) => line.length <= 100)).toBe(true)
})

test('killed in the middle of a send, it has sent once or not at all, and starts again', async () => {
  const own = await startTestServer([], {
    before: app => app.tmux('new-session', '-d', '-s', 'work', '-x', '80', '-y', '20', 'exec cat'),
  })
  try {
    const sending = own
      .ask(pane('local/work', 'send'), { body: { text: 'once only' } })
      .catch(() => null)
    own.live.child.kill('SIGKILL')
    await sending
    await own.live.ended
    const again = own.app.start(['server', '--port', '0'])
    await until('the address', () => again.out().includes('Server running at'))
    const shown = await own.app.tmux('capture-pane', '-p', '-t', '=work:')
    // cat says each line once more.
    expect(shown.split('once only').length).toBeLessThanOrEqual(3)
    again.child.kill('SIGINT')
    await again.ended
  } finally {
    await own.close()
  }
})

test('it stops at a signal: open streams end, and the page is told that it goes', async () => {
  const own = await startTestServer()
  const socket = new WebSocket(`${own.url.replace('http', 'ws')}/api/v1/live`, [
    'fleetmux.v1',
    own.token,
  ])
  await new Promise(resolve => socket.once('open', resolve))
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  own.live.child.kill('SIGTERM')
  expect(await closed).toBe(1001)
  expect((await own.live.ended).code).toBe(143)
  await own.app.close()
})
