import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** fetch sets Host, Origin and Sec-Fetch-Site itself: what an attacker's page makes a browser send is sent by hand. */
function raw(path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    request({
      hostname,
      port,
      path,
      headers: { authorization: `Bearer ${server.token}`, ...headers },
    })
      .on('response', answer => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      .on('error', reject)
      .end()
  })
}

/** The close code, or the HTTP status of a refused handshake. */
function socketEnd(
  protocols: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<number | 'open'> {
  return new Promise(resolve => {
    const socket = new WebSocket(
      `${server.url.replace('http', 'ws')}/api/v1/live`,
      [...protocols],
      { headers },
    )
    socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode ?? 0))
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('error', () => resolve(0))
  })
}

describe('who is let in', () => {
  test('health needs no token, and everything else does', async () => {
    expect((await server.ask('/health', { token: null })).json.status).toBe('ok')
    for (const path of [
      '/api/v1/sessions',
      '/api/v1/live',
      '/api/v1/streams/events',
      '/api/v1/nothing',
    ]) {
      const { status, headers } = await server.ask(path, { token: null })
      expect([path, status]).toEqual([path, 401])
      expect(headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test.each([
    ['no token at all', ''],
    ['half a token', 'abc'],
    ['another scheme', 'Basic abc'],
  ])('%s is refused', async (_, authorization) => {
    expect(await raw('/api/v1/sessions', { authorization })).toBe(401)
  })

  test('a token in the address is none', async () => {
    const { status } = await server.ask(`/api/v1/sessions?token=${server.token}`, { token: null })
    expect(status).toBe(401)
  })

  test.each(['evil.example', 'evil.example:7760', 'localhost.evil.example', '10.9.8.7', '[::2]'])(
    'the name %j is not ours (DNS rebinding)',
    async host => {
      expect(await raw('/api/v1/sessions', { host })).toBe(421)
      expect(await raw('/', { host })).toBe(421)
    },
  )

  test.each(['localhost', 'localhost:8000', '127.0.0.1:1', '[::1]:7760', 'LOCALHOST'])(
    'the name %j is ours, with any port',
    async host => {
      expect(await raw('/api/v1/sessions', { host })).toBe(200)
    },
  )

  test.each([
    'http://evil.example',
    'null',
    'http://localhost:1',
    'https://127.0.0.1.evil.example',
    'file://',
  ])('a request of the origin %j is refused', async origin => {
    expect(await raw('/api/v1/sessions', { origin })).toBe(403)
  })

  test('a request of our own origin is answered', async () => {
    const { host } = new URL(server.url)
    expect(await raw('/api/v1/sessions', { host, origin: `http://${host}` })).toBe(200)
  })

  test.each(['cross-site', 'same-site'])('Sec-Fetch-Site %j is refused', async site => {
    expect(await raw('/api/v1/sessions', { 'sec-fetch-site': site })).toBe(403)
  })

  test('the WebSocket stands behind the same gate', async () => {
    expect(await socketEnd(['fleetmux.v1'])).toBe(401)
    expect(await socketEnd(['fleetmux.v1', 'wrong'])).toBe(401)
    expect(await socketEnd(['fleetmux.v1', server.token], { origin: 'http://evil.example' })).toBe(
      403,
    )
    expect(await socketEnd(['fleetmux.v1', server.token], { host: 'evil.example' })).toBe(421)
    expect(await socketEnd(['fleetmux.v1', server.token])).toBe('open')
  })

  test('every answer says what a browser may do with it', async () => {
    const { headers } = await server.ask('/')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('access-control-allow-origin')).toBe(null)
    expect(headers.get('set-cookie')).toBe(null)
  })

  test('the page is one document: its own script and style are allowed by their digests, and no other', async () => {
    const answer = await fetch(server.url)
    const html = await answer.text()
    const policy = answer.headers.get('content-security-policy') ?? ''
    const digest = (text = '') => createHash('sha256').update(text).digest('base64')
    for (const [name, pattern] of [
      ['script-src', /<script type="module">([^]*?)<\/script>/],
      ['style-src', /<style>([^]*?)<\/style>/],
    ] as const)
      expect(policy).toContain(`${name} 'self' 'sha256-${digest(pattern.exec(html)?.[1])}';`)
    expect(policy).not.toContain('unsafe')
    expect(html).not.toMatch(/<(script|link rel="stylesheet")[^>]* (src|href)=/)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const tag = answer.headers.get('etag') ?? ''
    expect(answer.headers.get('keep-alive')).toBe('timeout=65')
    const again = await fetch(server.url, { headers: { 'If-None-Match': tag } })
    expect(again.status).toBe(304)
  })
})

describe('tokens', () => {
  test('a role does what it may and nothing more', async () => {
    const viewer = await server.tokenFor('viewer')
    const operator = await server.tokenFor('operator')
    const asked = (token: string, path: string, body?: unknown) =>
      server.ask(path, { token, ...(body !== undefined && { body }) }).then(({ status }) => status)
    expect(await asked(viewer.token, '/api/v1/sessions')).toBe(200)
    expect(await asked(viewer.token, '/api/v1/broadcasts', { text: 'x', all: true })).toBe(403)
    expect(await asked(viewer.token, '/api/v1/tokens')).toBe(403)
    expect(await asked(operator.token, '/api/v1/hosts/local/sessions', { name: 'x' })).toBe(403)
    expect(await asked(operator.token, '/api/v1/tokens', { name: 'x', role: 'admin' })).toBe(403)
  })

  test('a revoked token and its streams end at once', async () => {
    const { id, token } = await server.tokenFor('viewer')
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/live`, [
      'fleetmux.v1',
      token,
    ])
    await new Promise(resolve => socket.once('open', resolve))
    const closed = new Promise<number>(resolve => socket.once('close', resolve))
    const stream = await fetch(`${server.url}/api/v1/streams/events`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    const ended = stream.text()
    expect((await server.ask(`/api/v1/tokens/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect(await closed).toBe(4003)
    expect(await ended).toContain('retry:')
    expect((await server.ask('/api/v1/me', { token })).status).toBe(401)
  })

  test('an expired token is refused', async () => {
    const { token } = await server.tokenFor('viewer', 1 / 3600 / 20)
    await expect.poll(async () => (await server.ask('/api/v1/me', { token })).status).toBe(401)
  })

  test('a pairing code works once', async () => {
    const { json } = await server.ask('/api/v1/pairings', { body: { role: 'operator' } })
    const pair = () =>
      server.ask('/api/v1/pair', { token: null, body: { code: json.data.code, name: 'phone' } })
    const first = await pair()
    expect(first.status).toBe(201)
    expect((await server.ask('/api/v1/me', { token: first.json.data.token })).json.data.role).toBe(
      'operator',
    )
    expect((await pair()).status).toBe(401)
  })

  test('the list of tokens tells no token and no hash', async () => {
    const { json } = await server.ask('/api/v1/tokens')
    expect(JSON.stringify(json)).not.toContain(server.token)
    expect(json.data.every((each: object) => !('hash' in each))).toBe(true)
  })
})

describe('bodies', () => {
  test('10 MB are refused', async () => {
    const { status } = await server.ask('/api/v1/broadcasts', {
      body: { text: 'x'.repeat(10 << 20) },
    })
    expect(status).toBe(413)
  })

  test.each([
    ['rubbish', '{nope'],
    ['deep', '['.repeat(100_000)],
    ['an array', '[]'],
    ['unknown fields', '{"text":"x","to":["a"],"surprise":1}'],
    ['a wrong type', '{"text":7}'],
  ])('%s is a clear error', async (_, body) => {
    const { status, json } = await server.ask('/api/v1/broadcasts', { body })
    expect(status).toBe(400)
    expect(json.success).toBe(false)
    expect(json.message.length).toBeGreaterThan(10)
  })

  test('what is no JSON by its type is refused', async () => {
    const { status } = await server.ask('/api/v1/broadcasts', {
      body: '{"text":"x","all":true}',
      headers: { 'Content-Type': 'text/plain' },
    })
    expect(status).toBe(400)
  })
})

test('what a client says of its address counts behind a proxy only', async () => {
  const audit = async ({ app }: TestServer) => {
    const path = join(app.environment['XDG_STATE_HOME'] ?? '', 'fleetmux', 'server-audit.jsonl')
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    return JSON.parse(lines.at(-1) ?? '{}').from
  }
  const said = { headers: { 'X-Forwarded-For': '203.0.113.9, 198.51.100.7' }, body: {} }
  await server.ask('/api/v1/pairings', said)
  expect(await audit(server)).toMatch(/127\.0\.0\.1|::1/)
  const behind = await startTestServer(['--behind-proxy'])
  try {
    await behind.ask('/api/v1/pairings', said)
    // The last address is the proxy's own word; all before it is the client's.
    expect(await audit(behind)).toBe('198.51.100.7')
  } finally {
    await behind.close()
  }
})

test('connections without a token are closed when there are many, one with a token never', async () => {
  const url = `${server.url.replace('http', 'ws')}/api/v1/live`
  const page = new WebSocket(url, ['fleetmux.v1', server.token])
  await new Promise(resolve => page.on('open', resolve))
  const { hostname, port } = new URL(server.url)
  const strangers = new Set<Socket>()
  try {
    for (let count = 0; count < 500; count++) {
      const socket = connect(Number(port), hostname)
      strangers.add(socket)
      socket.on('error', () => {}).on('close', () => strangers.delete(socket))
      socket.write('GET /health HTTP/1.1\r\n')
    }
    await until('the oldest to be closed', () => strangers.size <= 256, 30_000)
    expect((await server.ask('/api/v1/me')).status).toBe(200)
    expect(page.readyState).toBe(WebSocket.OPEN)
  } finally {
    page.close()
    for (const socket of strangers) socket.destroy()
  }
})

// The last one here: whoever comes from this address has failed too often by then.
test('wrong tokens are slowed down, a right one never', async () => {
  const statuses: number[] = []
  for (let count = 0; count < 25; count++)
    statuses.push((await server.ask('/api/v1/me', { token: `wrong${count}` })).status)
  expect(statuses.at(-1)).toBe(429)
  expect((await server.ask('/api/v1/me')).status).toBe(200)
})
