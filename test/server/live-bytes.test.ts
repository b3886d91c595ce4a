import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

/** Bytes on the wire to a page, counted below the WebSocket. Its keep-alive of two bytes comes every half minute. */

const SESSIONS = 60
/** Milliseconds without a byte that count as silence: longer than any change takes to be noticed. */
const SILENCE = 5000

let server: TestServer
let page: Socket
let bytes = 0
let last = performance.now()

beforeEach(async () => {
  server = await startTestServer([], {
    before: app => {
      const start = (n: number) => ['new-session', '-d', '-s', `idle-${n}`, 'exec cat', ';']
      const all = Array.from({ length: SESSIONS }, (_, n) => start(n)).flat()
      return app.tmux(...all.slice(0, -1))
    },
  })
  bytes = 0
  page = await openPage()
})
afterEach(async () => {
  page?.destroy()
  await server?.close()
})

async function openPage(): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('data', chunk => {
    bytes += chunk.length
    last = performance.now()
  })
  socket.write(
    [
      'GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket',
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Sec-WebSocket-Protocol: fleetmux.v1, ${server.token}\r\n\r\n`,
    ].join('\r\n'),
  )
  return socket
}

async function untilSilent(): Promise<void> {
  last = performance.now()
  await until('silence', () => performance.now() - last > SILENCE)
}

test('idle sessions send nothing, and what changes then is sent alone', async () => {
  await until('the sessions', () => bytes > SESSIONS * 100)
  await untilSilent()
  const whole = bytes
  await server.app.tmux('new-session', '-d', '-s', 'one-more', 'exec cat')
  await until('the new session', () => bytes > whole)
  await untilSilent()
  expect(bytes - whole).toBeLessThan(whole / 4)
})
