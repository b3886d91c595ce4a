import { createDecipheriv, createECDH, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

interface Heard {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

let server: TestServer
let service: Server
let origin: string
const heard: Heard[] = []
/** What the service answers for a path. */
const answers = new Map<string, number>()

/** A device as a browser makes it. */
function makeDevice(name: string) {
  const ecdh = createECDH('prime256v1')
  const p256dh = ecdh.generateKeys()
  const auth = randomBytes(16)
  return {
    ecdh,
    auth,
    endpoint: `${origin}/push/${name}`,
    keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
  }
}

/** What a browser reads of it: RFC 8291, written down a second time. */
function decrypt(body: Buffer, { ecdh, auth }: ReturnType<typeof makeDevice>): string {
  const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 86)]
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), theirs])
  const shared = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(theirs), auth, info, 32))
  const part = (label: string, length: number) =>
    Buffer.from(hkdfSync('sha256', shared, salt, `Content-Encoding: ${label}\0`, length))
  const open = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12))
  open.setAuthTag(body.subarray(-16))
  const text = Buffer.concat([open.update(body.subarray(86, -16)), open.final()])
  expect(text.at(-1)).toBe(2)
  return text.subarray(0, -1).toString()
}

beforeAll(async () => {
  service = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      heard.push({ path, headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(answers.get(path) ?? 201).end()
    })
  })
  await new Promise<void>(resolve => service.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  server = await startTestServer([], {
    before: app =>
      app.configure({
        notify: {
          push: {
            ...{ contact: 'mailto:me@example.org', services: [origin] },
            ...{ ntfy: `${origin}/topic`, webhook: `${origin}/hook` },
          },
        },
      }),
  })
}, 120_000)
afterAll(async () => {
  await server?.close()
  service?.close()
})

const at = (path: string) => heard.filter(each => each.path === path)

/** A session that asks later than ten seconds after the connection: what is older is no news. */
async function openAsking(name: string): Promise<void> {
  const asks = `printf 'Delete the secret? [y/n] '; read x; exec cat`
  await server.app.tmux('new-session', '-d', '-s', name, '-x', '90', '-y', '20', asks)
}

test('a device is told once, encrypted for it alone and signed by this server, without screen text', async () => {
  const device = makeDevice('phone')
  const { token } = await server.tokenFor('viewer')
  const known = await server.ask('/api/v1/push', { token })
  expect(known.json.data).toMatchObject({ on: false, key: expect.stringMatching(/^[\w-]{87}$/) })
  const { endpoint, keys } = device
  const added = await server.ask('/api/v1/push', { token, body: { endpoint, keys } })
  expect(added.status).toBe(201)
  expect((await server.ask('/api/v1/push', { token })).json.data.on).toBe(true)

  let count = 0
  // Each opened while the host counts as newly connected is no news; one of them comes after that.
  await until('a notice', async () => {
    if (at('/push/phone').length === 0 && count < 40) await openAsking(`asks${++count}`)
    await new Promise(resolve => setTimeout(resolve, 1000))
    return at('/push/phone').length > 0
  })
  const [{ headers, body }] = at('/push/phone') as [Heard]
  const notice = JSON.parse(decrypt(body, device))
  expect(JSON.stringify(notice)).toMatch(/asks\d+ waits for you/)
  expect(JSON.stringify(notice)).not.toContain('secret')
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' })

  const [, jwt = '', k = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(headers.authorization ?? '') ?? []
  expect(k).toBe(known.json.data.key)
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  const point = Buffer.from(k, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(part => part.toString('base64url'))
  const key = { key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk', dsaEncoding: 'ieee-p1363' }
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    key as Parameters<typeof verify>[2],
    Buffer.from(signature, 'base64url'),
  )
  expect(isSigned).toBe(true)
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
  expect(said).toMatchObject({ aud: origin, sub: 'mailto:me@example.org' })
  expect(said.exp).toBeLessThan(Date.now() / 1000 + 24 * 3600)

  await until('the ntfy topic', () => at('/topic').length > 0)
  await until('the webhook', () => at('/hook').length > 0)
  expect(at('/topic')[0]?.headers['title']).toMatch(/waits|need/)
  const hook = JSON.parse(String(at('/hook')[0]?.body))
  expect(hook.sessions[0]).toMatchObject({ state: 'waiting' })
  expect(hook.sessions[0]).not.toHaveProperty('text')
})

test('a device that the service knows no longer, or whose token is revoked, is forgotten', async () => {
  const gone = makeDevice('gone')
  const { token } = await server.tokenFor('viewer')
  answers.set('/push/gone', 410)
  await server.ask('/api/v1/push', { token, body: { endpoint: gone.endpoint, keys: gone.keys } })
  await until('the notice that was refused', async () => {
    await openAsking(`later${Date.now()}`)
    await new Promise(resolve => setTimeout(resolve, 2000))
    return at('/push/gone').length > 0
  })
  await until(
    'it to be forgotten',
    async () => !(await server.ask('/api/v1/push', { token })).json.data.on,
  )
  const other = await server.tokenFor('viewer')
  const { endpoint, keys } = makeDevice('revoked')
  await server.ask('/api/v1/push', { token: other.token, body: { endpoint, keys } })
  await server.ask(`/api/v1/tokens/${other.id}`, { method: 'DELETE' })
  const file = () =>
    server.app.run(['--version']).then(async () => {
      const { readFile } = await import('node:fs/promises')
      const state = server.app.environment['XDG_STATE_HOME']
      return readFile(`${state}/fleetmux/server-push.json`, 'utf8')
    })
  await until('it to be forgotten', async () => !(await file()).includes('/push/revoked'))
})

test('an address that is no push service is refused; so is a share of one session', async () => {
  const { keys } = makeDevice('x')
  for (const endpoint of [
    'http://169.254.169.254/latest',
    'https://fcm.googleapis.com.evil.example/x',
    'https://fcm.googleapis.com:8443/x',
    'file:///etc/passwd',
    'no address',
  ]) {
    const { status } = await server.ask('/api/v1/push', { body: { endpoint, keys } })
    expect([endpoint, status >= 400 && status < 500]).toEqual([endpoint, true])
  }
  const damaged = { endpoint: `${origin}/push/y`, keys: { ...keys, auth: 'short' } }
  expect((await server.ask('/api/v1/push', { body: damaged })).status).toBe(400)
})
