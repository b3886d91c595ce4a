import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installAgent } from '../lab/agents/install-agent.ts'
import { capture } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

/** Two devices of one server: one may only look, the other works. */

let server: TestServer
let browser: Browser

const ASKS = `printf 'Deploy now? [y/n] '; read x; echo got $x; exec cat`

beforeAll(async () => {
  server = await startTestServer([], {
    before: async app => {
      await installAgent(app.environment['HOME'] ?? '')
      await app.tmux('new-session', '-d', '-s', 'work', '-x', '90', '-y', '20', 'exec cat')
      await app.tmux('new-session', '-d', '-s', 'asks', '-x', '90', '-y', '20', ASKS)
    },
  })
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function pair(role: string, at: TestServer = server): Promise<Page> {
  const { json } = await at.ask('/api/v1/pairings', { body: { role } })
  const page = await (await browser.newContext()).newPage()
  page.on('pageerror', error => {
    throw error
  })
  await page.goto(`${at.url}/#pair=${json.data.code}`)
  await page.waitForSelector('.session')
  return page
}

/** What the server says when this device itself sends a text, without the page's controls. */
const sendOf = (page: Page, session: string) =>
  page.evaluate<{ status: number; message: string }>(`fetch('/api/v1/panes/${session}/send', {
    method: 'POST',
    headers: {
      Authorization: 'Bearer ' + localStorage.getItem('fleetmux.token'),
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ text: 'not mine' }),
  }).then(async answer => ({ status: answer.status, message: (await answer.json()).message }))`)

const screen = (session: string) => server.app.tmux('capture-pane', '-p', '-t', `=${session}:`)

test('a viewer sees what an operator types and answers, and by whom; its own requests are refused', async () => {
  const [viewer, operator] = [await pair('viewer'), await pair('operator')]
  for (const page of [viewer, operator]) {
    await page.locator('.needy .card', { hasText: 'Deploy now? [y/n]' }).waitFor()
    await page.getByRole('link', { name: 'local/work' }).click()
    await page.locator('.screen').waitFor()
  }
  await operator.getByLabel('Text to send').fill('seen by both')
  await operator.getByRole('button', { name: 'Send' }).click()
  await viewer.locator('.row', { hasText: 'seen by both' }).first().waitFor()
  await viewer.getByText(/^Chrome on Linux typed here/).waitFor()
  await viewer.getByText('Read only: this device may look, but not type.').waitFor()
  expect(await viewer.getByRole('button').allTextContents()).toEqual(
    expect.arrayContaining(['Scrollback']),
  )
  for (const control of ['Send', 'Interrupt', 'Share', 'End'])
    expect(await viewer.getByRole('button', { name: control, exact: true }).count()).toBe(0)
  expect(await sendOf(viewer, 'work')).toEqual({
    status: 403,
    message:
      'This request needs the role operator, but your token is limited to the role viewer. For a token without this limit, press Enter where `fleetmux server` runs, and open the link that it prints.',
  })
  expect(await screen('work')).not.toContain('not mine')

  await viewer.goto(`${server.url}/#/`)
  const card = viewer.locator('.needy .card')
  await card.getByText('Deploy now? [y/n]').waitFor()
  expect(await card.getByRole('button').count()).toBe(0)
  await operator.goto(`${server.url}/#/`)
  await operator.locator('.needy .card').getByRole('button', { name: 'y Yes' }).click()
  await card.waitFor({ state: 'detached' })
  for (const page of [viewer, operator]) await page.context().close()
})

test('a run that an administrator starts is seen by a viewer', async () => {
  const viewer = await pair('viewer')
  await viewer.getByRole('link', { name: 'Runs', exact: true }).click()
  await viewer.getByText('No runs.').waitFor()
  const body = { agent: 'claude', prompt: 'WRITE two.txt', host: 'local', cwd: '~' }
  expect((await server.ask('/api/v1/runs', { body })).status).toBeLessThan(300)
  const card = viewer.locator('.card', { hasText: 'WRITE two.txt' })
  await card.getByText('Write: ').waitFor()
  expect(await card.getByRole('button', { name: 'allow' }).count()).toBe(0)
  await viewer.context().close()
})

test('the page of a read-only server has no controls, whatever its token allows', async () => {
  const own = await startTestServer(['--read-only'], {
    before: app => app.tmux('new-session', '-d', '-s', 'work', '-x', '90', '-y', '20', 'exec cat'),
  })
  const { json } = await own.ask('/api/v1/me')
  expect(json.data.role).toBe('admin')
  const [, code] = /#pair=([\w-]+)/.exec(own.live.out()) ?? []
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${own.url}/#pair=${code}`)
  await page.getByRole('link', { name: 'local/work' }).click()
  await page.getByText('Read only: this device may look, but not type.').waitFor()
  expect(await page.getByLabel('Text to send').count()).toBe(0)
  expect(await page.getByRole('button', { name: 'End' }).count()).toBe(0)
  const { status, message } = await sendOf(page, 'work')
  expect(status).toBe(403)
  expect(message).toContain('--read-only')
  await page.context().close()
  await own.close()
})
