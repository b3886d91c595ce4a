import { type Browser, chromium, type Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { capture, until } from '../lab/process.ts'
import { unique } from '../lab/unique.ts'
import { checkVapid, type Device, type PushService, startPushService } from './push-service.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
let service: PushService
let browser: Browser

beforeEach(async () => {
  service = await startPushService()
  const push = { contact: 'mailto:me@example.org', services: [service.origin] }
  server = await startTestServer([], { before: app => app.configure({ notify: { push } }) })
  await open('first')
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
})
afterEach(async () => {
  await browser?.close()
  await server?.close()
  service?.close()
})

async function open(name: string, command = 'exec cat'): Promise<void> {
  await server.app.tmux('new-session', '-d', '-s', name, '-x', '90', '-y', '20', command)
}

/** A page whose browser subscribes at the push service on loopback: that of its maker is out of reach. */
async function openPage(device: Device): Promise<Page> {
  const { json } = await server.ask('/api/v1/pairings', { body: { role: 'viewer' } })
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  await context.grantPermissions(['notifications'], { origin: server.url })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  await page.addInitScript(subscription => {
    const made = { toJSON: () => subscription, unsubscribe: async () => true }
    // Text, because the types of a browser are not known here.
    Object.assign(globalThis, { made })
  }, device.subscription)
  await page.addInitScript(`PushManager.prototype.subscribe = async options => {
    globalThis.subscribedWith = options
    return globalThis.made
  }`)
  await page.goto(`${server.url}/#pair=${json.data.code}`)
  await page.waitForSelector('.session')
  return page
}

/** Returns what gives a message to the service worker of the page, as the browser does with one of its push service. */
async function openDelivery(page: Page): Promise<(data: string) => Promise<unknown>> {
  const cdp = await page.context().newCDPSession(page)
  let registrationId = ''
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations.at(-1)?.registrationId ?? registrationId
  })
  await cdp.send('ServiceWorker.enable')
  await until('the service worker', () => registrationId !== '')
  const origin = server.url
  return data => cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
}

interface Shown {
  readonly title: string
  readonly body: string
  readonly renotify: boolean
}

const shown = (page: Page) =>
  page.evaluate<readonly Shown[]>(`navigator.serviceWorker.ready
    .then(each => each.getNotifications())
    .then(all => all.map(({ title, body, renotify }) => ({ title, body, renotify })))`)

/** A click on the notification. The focus of a window, which needs a real click, is refused; all before it is done. */
const click = (page: Page) =>
  page
    .context()
    .serviceWorkers()[0]
    ?.evaluate(`registration.getNotifications().then(([notification]) => {
      const event = new NotificationEvent('notificationclick', { notification })
      Object.defineProperty(event, 'waitUntil', { value: work => work.catch(() => {}) })
      dispatchEvent(event)
    })`)

test('a question reaches the service worker of the page, and a click opens its session', async () => {
  const device = service.subscribe(unique('phone'))
  const page = await openPage(device)
  await page.getByRole('link', { name: 'Events' }).click()
  await page.getByRole('button', { name: 'Notify this device' }).click()
  await page.getByRole('button', { name: 'Turn off notifications' }).waitFor()
  const asked = await page.evaluate<{ applicationServerKey: string }>('subscribedWith')

  let count = 0
  // What asks while the host counts as newly connected is no news; one of them comes after that.
  await until('a message', async () => {
    await open(`asks${++count}`, `printf 'Delete the secret? [y/n] '; read x; exec cat`)
    await new Promise(resolve => setTimeout(resolve, 2000))
    return service.at(device.path).length > 0
  })
  const [message] = service.at(device.path)
  if (!message) throw new Error('there is a message')
  expect(checkVapid(message, service)).toBe(asked.applicationServerKey)
  const notice = JSON.parse(device.decrypt(message.body))
  expect(notice.title).toMatch(/asks\d+ waits for you/)

  const deliver = await openDelivery(page)
  await deliver(JSON.stringify(notice))
  const first = await until('the notification', async () => (await shown(page))[0])
  expect(first).toEqual({ title: notice.title, body: notice.body, renotify: true })
  await click(page)
  const [name = ''] = /asks\d+/.exec(notice.title) ?? []
  await page.getByRole('heading', { name }).waitFor()
  await until('its end', async () => (await shown(page)).length === 0)

  // A message that leads out of the page opens the page, and one without sense is shown all the same.
  await deliver(JSON.stringify({ title: 'x', view: 'https://evil.example/' }))
  await until('the second', async () => (await shown(page)).some(({ title }) => title === 'x'))
  await click(page)
  await page.getByRole('heading', { name: 'Needs you' }).waitFor()
  expect(page.url()).toBe(`${server.url}/#/`)
  await deliver('no JSON')
  await until('the third', async () =>
    (await shown(page)).some(({ body }) => body === 'A session needs you.'),
  )
  await page.context().close()
})
