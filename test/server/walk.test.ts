import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject, type Project } from '../backend/workspace/project.ts'
import { installAgent } from '../lab/agents/install-agent.ts'
import { type DelayProxy, startDelayProxy } from '../lab/delay-proxy.ts'
import { capture, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startCut } from './cut.ts'
import { endServer, startTestServer, type TestServer } from './server.ts'

/** The way of a new user: a server on one machine, a tunnel from another over 50 ms, and a browser there. */

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1440, height: 900 }
const ASKS = `printf 'Deploy now? [y/n] '; read x; echo got $x; exec cat`
const TICKS = 'i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.5; done'

let lab: Lab
let project: Project
let server: TestServer
let browser: Browser
let network: DelayProxy
let tunnel: ChildProcess
let url: string

beforeAll(async () => {
  project = await makeProject()
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  lab = await startLab({ hosts: 2 })
  for (const { home } of lab.hosts) await installAgent(home)
  await openSession('lab1', 'work', 'exec cat')
  await openSession('lab2', 'work', 'exec cat')
  await openSession('lab2', 'ticks', TICKS)
  server = await startTestServer(['--allowed-root', project.dir], {
    lab,
    env: () => ({ ANTHROPIC_API_KEY: 'none' }),
  })
  const { address, port } = lab.host('lab1')
  network = await startDelayProxy({ address, port }, 25)
  const near = await freePort()
  url = `http://localhost:${near}`
  tunnel = await openTunnel(near)
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  if (tunnel) await endServer(tunnel)
  await server?.close()
  await network?.close()
  await lab?.close()
  await project?.remove()
})

const openSession = (host: string, name: string, command: string) =>
  lab.tmux(host, 'new-session', '-d', '-s', name, '-x', '90', '-y', '20', command)

/** `ssh -N -L`, from the far side of the slow network. */
async function openTunnel(near: number): Promise<ChildProcess> {
  const far = new URL(server.url).port
  const child = spawn(
    'ssh',
    [
      ...['-N', '-F', lab.sshConfig, '-p', String(network.port)],
      ...['-o', 'UserKnownHostsFile=/dev/null', '-o', 'StrictHostKeyChecking=no'],
      ...['-o', 'ExitOnForwardFailure=yes', '-L', `${near}:localhost:${far}`, 'lab1'],
    ],
    { stdio: 'ignore' },
  )
  await until('the tunnel', () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return child
}

async function freePort(): Promise<number> {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  const found = taken.address()
  await new Promise(resolve => taken.close(resolve))
  if (!found || typeof found === 'string') throw new Error('no free port')
  return found.port
}

async function open(path: string, size = DESK): Promise<Page> {
  const context = await browser.newContext({ viewport: size, hasTouch: size === PHONE })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  await page.goto(`${url}${path}`)
  await page.waitForSelector('.session')
  return page
}

async function pairAs(role: string, size = DESK): Promise<Page> {
  const { json } = await server.ask('/api/v1/pairings', { body: { role } })
  return open(`/#pair=${json.data.code}`, size)
}

const shots = process.env['FLEETMUX_SHOTS']
const look = async (page: Page, name: string) => {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) })
}
const screen = (host: string, session: string) =>
  lab.tmux(host, 'capture-pane', '-p', '-t', `=${session}:`)
const sizes = async () =>
  Promise.all(
    lab.hosts.map(({ name }) =>
      lab.tmux(name, 'list-panes', '-a', '-F', '#{session_name} #{pane_width}x#{pane_height}'),
    ),
  )

test('the link that the server prints pairs a phone, and two taps answer the agent that waits', async ({
  task,
}) => {
  await openSession('lab1', 'asks', ASKS)
  const before = await sizes()
  const [, code] = /#pair=([\w-]+)/.exec(server.live.out()) ?? []
  // The link is valid once: another try of this test needs a link of its own.
  const isFirstTry = !task.result?.retryCount
  const page = isFirstTry ? await open(`/#pair=${code}`, PHONE) : await pairAs('admin', PHONE)
  const card = page.locator('.needy .card', { hasText: 'lab1/asks' })
  await card.getByText('Deploy now? [y/n]').waitFor()
  await look(page, 'phone-needs-you')
  await card.getByRole('button', { name: 'y Yes' }).tap()
  await until('the answer', async () => (await screen('lab1', 'asks')).includes('got y'))
  await page.getByRole('link', { name: 'lab2/ticks' }).tap()
  await page
    .locator('.row', { hasText: /tick \d/ })
    .first()
    .waitFor()
  await look(page, 'phone-pane')
  await page.setViewportSize({ width: 844, height: 390 })
  await page
    .locator('.row', { hasText: /tick \d/ })
    .first()
    .waitFor()
  // A pane has the size that its person gave it, whoever looks.
  expect(await sizes()).toEqual(before)
  await page.context().close()
})

test('a desk: the wall lives, an agent is started, a broadcast is sent and its report read', async () => {
  const page = await pairAs('admin')
  await look(page, 'desk-sessions')
  await page.getByRole('link', { name: 'Wall' }).click()
  const tile = page.locator('.tile', { hasText: 'lab2/ticks' })
  const ticks = async () => (await tile.locator('.row').allTextContents()).join('\n')
  await until('a tick', async () => /tick \d+/.test(await ticks()))
  const before = await ticks()
  await until('a further tick', async () => (await ticks()) !== before)
  await look(page, 'desk-wall')

  await page.getByRole('link', { name: 'Pool' }).click()
  await page.getByLabel('Prompt').fill('WRITE made.txt')
  await page.getByLabel('Agent').fill('claude')
  await page.getByLabel('Host').fill('lab2')
  await page.getByLabel('Repository').fill(project.root)
  await page.getByRole('button', { name: 'Start' }).click()
  await page
    .locator('.card', { hasText: /lab2 running/ })
    .first()
    .waitFor()
  await look(page, 'desk-started')
  await page.getByRole('link', { name: 'Sessions' }).click()
  await page.locator('.session', { hasText: 'WRITE made.txt' }).first().waitFor()

  await page.getByRole('link', { name: 'Broadcast' }).click()
  await page.getByLabel('Text').fill('to both of you')
  await page.getByLabel('To all that match').fill('session=work')
  await page.getByRole('button', { name: 'Show recipients' }).click()
  await look(page, 'desk-recipients')
  await page.getByRole('button', { name: 'Send to 2' }).click()
  const report = page.getByLabel('Delivery report').locator('li')
  await until('the report', async () => (await report.count()) === 2)
  expect((await report.allTextContents()).join('\n')).toMatch(/lab1\/work.*(delivered|echoed|sub)/)
  await look(page, 'desk-report')
  for (const host of ['lab1', 'lab2']) expect(await screen(host, 'work')).toContain('both of you')
  await page.context().close()
})

test('two who type into one pane see each other', async () => {
  const [one, other] = [await pairAs('operator'), await pairAs('operator', PHONE)]
  // Nobody has typed into this pane before.
  for (const page of [one, other]) {
    await page.getByRole('link', { name: 'lab2/ticks' }).click()
    await page.locator('.row').first().waitFor()
  }
  await one.getByLabel('Text to send').fill('mine')
  await one.getByRole('button', { name: 'Send' }).click()
  await other.getByText(/typed here/).waitFor()
  await look(other, 'phone-driver')
  await until('no other one', async () => (await one.getByText(/typed here/).count()) === 0)
  await one.context().close()
  await other.context().close()
})

test('the network is cut and comes back: stale is said, then live, by itself', async () => {
  const page = await pairAs('operator')
  network.cut()
  await page.getByText(/stale for/).waitFor()
  await look(page, 'desk-stale')
  await openSession('lab1', 'meanwhile', 'cat')
  network.heal()
  await page.getByText('live', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'lab1/meanwhile' }).waitFor()
  await page.context().close()
})

test('a share shows one session, also in its own browser', async () => {
  const admin = await pairAs('admin')
  await admin.getByRole('link', { name: 'lab2/ticks' }).click()
  await admin.getByRole('button', { name: 'Share' }).click()
  const link = await admin.getByLabel(/for 24 hours/).inputValue()
  await look(admin, 'desk-share')
  await admin.context().close()
  const page = await open(link.replace(url, ''), PHONE)
  expect(await page.locator('.session').count()).toBe(1)
  await page.getByRole('link', { name: 'lab2/ticks' }).click()
  await page
    .locator('.row', { hasText: /tick \d/ })
    .first()
    .waitFor()
  await look(page, 'phone-share')
  expect(await page.getByLabel('Text to send').count()).toBe(0)
  await page.context().close()
})

test('a phone that slept an hour, and whose connection is dead, comes back live', async () => {
  const way = await startCut(Number(new URL(server.url).port))
  const { json } = await server.ask('/api/v1/pairings', { body: { role: 'viewer' } })
  const context = await browser.newContext({ viewport: PHONE })
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(`http://localhost:${way.port}/#pair=${json.data.code}`)
  await page.waitForSelector('.session')
  const cdp = await context.newCDPSession(page)
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
  way.forget()
  await openSession('lab2', 'asleep', 'cat')
  await cdp.send('Page.setWebLifecycleState', { state: 'active' })
  await page.clock.fastForward('01:00:00')
  await page.clock.resume()
  await page.getByRole('link', { name: 'lab2/asleep' }).waitFor()
  await page.getByText('live', { exact: true }).waitFor()
  await look(page, 'phone-awake')
  await context.close()
  await way.cut()
})
