import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { unique } from '../lab/unique.ts'
import { checkVapid, type Heard, type PushService, startPushService } from './push-service.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
let service: PushService

beforeAll(async () => {
  service = await startPushService()
  const { origin } = service
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
})
afterAll(async () => {
  await server?.close()
  service?.close()
})

const at = (path: string) => service.at(path)

/** A session that asks later than ten seconds after the connection: what is older is no news. */
async function openAsking(name: string): Promise<void> {
  const asks = `printf 'Delete the secret? [y/n] '; read x; exec cat`
  await server.app.tmux('new-session', '-d', '-s', name, '-x', '90', '-y', '20', asks)
}

/** Opens sessions that ask until something is posted there. */
async function noticed(path: string): Promise<void> {
  await until('a notice', async () => {
    await openAsking(`later${Date.now()}`)
    await new Promise(resolve => setTimeout(resolve, 2000))
    return at(path).length > 0
  })
}

test('a device is told once, encrypted for it alone and signed by this server, without screen text', async () => {
  const device = service.subscribe(unique('phone'))
  const { token } = await server.tokenFor('viewer')
  const known = await server.ask('/api/v1/push', { token })
  expect(known.json.data).toMatchObject({ on: false, key: expect.stringMatching(/^[\w-]{87}$/) })
  const added = await server.ask('/api/v1/push', { token, body: device.subscription })
  expect(added.status).toBe(201)
  expect((await server.ask('/api/v1/push', { token })).json.data.on).toBe(true)

  let count = 0
  // Each opened while the host counts as newly connected is no news; one of them comes after that.
  await until('a notice', async () => {
    if (at(device.path).length === 0 && count < 40) await openAsking(`asks${++count}`)
    await new Promise(resolve => setTimeout(resolve, 1000))
    return at(device.path).length > 0
  })
  const [message] = at(device.path) as [Heard]
  const notice = JSON.parse(device.decrypt(message.body))
  expect(JSON.stringify(notice)).toMatch(/asks\d+ waits for you/)
  expect(JSON.stringify(notice)).not.toContain('secret')
  expect(message.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' })
  expect(checkVapid(message, service)).toBe(known.json.data.key)

  await until('the ntfy topic', () => at('/topic').length > 0)
  await until('the webhook', () => at('/hook').length > 0)
  expect(at('/topic')[0]?.headers['title']).toMatch(/waits|need/)
  const hook = JSON.parse(String(at('/hook')[0]?.body))
  expect(hook.sessions[0]).toMatchObject({ state: 'waiting' })
  expect(hook.sessions[0]).not.toHaveProperty('text')
})

test('a device that the service knows no longer, or whose token is revoked, is forgotten', async () => {
  for (const status of [404, 410]) {
    const gone = service.subscribe(unique(`gone${status}`))
    const { token } = await server.tokenFor('viewer')
    service.answers.set(gone.path, [{ status }])
    await server.ask('/api/v1/push', { token, body: gone.subscription })
    await noticed(gone.path)
    await until(
      'it to be forgotten',
      async () => !(await server.ask('/api/v1/push', { token })).json.data.on,
    )
  }
  const other = await server.tokenFor('viewer')
  const { subscription } = service.subscribe('revoked')
  await server.ask('/api/v1/push', { token: other.token, body: subscription })
  await server.ask(`/api/v1/tokens/${other.id}`, { method: 'DELETE' })
  const state = server.app.environment['XDG_STATE_HOME']
  const file = () => readFile(`${state}/fleetmux/server-push.json`, 'utf8')
  await until('it to be forgotten', async () => !(await file()).includes('/push/revoked'))
})

test('a service that wants fewer or smaller messages, or to be asked elsewhere, loses nothing and leads nowhere', async () => {
  const subscribe = async (name: string) => {
    const device = service.subscribe(unique(name))
    const { token } = await server.tokenFor('viewer')
    await server.ask('/api/v1/push', { token, body: device.subscription })
    return device
  }
  const busy = await subscribe('busy')
  const small = await subscribe('small')
  const moved = await subscribe('moved')
  const silent = await subscribe('silent')
  service.answers.set(silent.path, [{ status: 0 }])
  const headers = { location: `${service.origin}/inside` }
  service.answers.set(busy.path, [{ status: 429, headers: { 'retry-after': '1' } }])
  service.answers.set(small.path, [{ status: 413 }])
  service.answers.set(moved.path, [{ status: 307, headers }])
  await noticed(moved.path)
  // Two ask, so the notice has a body, which the smaller message leaves out.
  await until('the smaller message', () => at(small.path).length > 1)
  const [large, less] = at(small.path).map(({ body }) => JSON.parse(small.decrypt(body)))
  expect(less).toEqual({ ...large, body: '' })
  await until('the second attempt', () => at(busy.path).length > 1)
  expect(JSON.parse(busy.decrypt((at(busy.path)[1] as Heard).body)).title).toMatch(/need|waits/)
  expect(at('/inside')).toEqual([])
  const log = async () => JSON.stringify((await server.ask('/api/v1/events')).json)
  await until('the end of the wait', async () =>
    (await log()).includes('it did not answer within 10 s'),
  )
  expect(await log()).toContain('it answered 307, a redirect')
  // The address itself is a secret.
  expect(await log()).not.toContain('/push/')
})

test('an address that is no push service is refused; so is a share of one session', async () => {
  const { origin } = service
  const { keys } = service.subscribe('x').subscription
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
