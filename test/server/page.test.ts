import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installAgent } from '../lab/agents/install-agent.ts'
import { capture, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { unique } from '../lab/unique.ts'
import { startCut } from './cut.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let server: TestServer
let browser: Browser

const ASKS = `printf 'Deploy now? [y/n] '; read x; echo got $x; exec cat`
const TICKS = 'i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.2; done'

beforeAll(async () => {
  lab = await startLab({ hosts: 3 })
  await lab.tmux('lab2', 'new-session', '-d', '-s', 'ticks', '-x', '90', '-y', '20', TICKS)
  await lab.tmux('lab3', 'new-session', '-d', '-s', 'work', '-x', '90', '-y', '20', 'exec cat')
  for (const { home } of lab.hosts) await installAgent(home)
  server = await startTestServer([], { lab })
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await lab?.close()
})

/** A device that has just opened its pairing link; what goes wrong in the page fails the test. */
async function pair(
  role: string,
  size = { width: 390, height: 844 },
  url = server.url,
): Promise<Page> {
  const { json } = await server.ask('/api/v1/pairings', { body: { role } })
  const page = await (await browser.newContext({ viewport: size })).newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  await page.goto(`${url}/#pair=${json.data.code}`)
  await page.waitForSelector('.session')
  return page
}

const screen = (host: string, session: string) =>
  lab.tmux(host, 'capture-pane', '-p', '-t', `=${session}:`)

test('on a phone: paired by a link, the one that waits stands first, and a tap answers it', async () => {
  await lab.tmux('lab1', 'new-session', '-d', '-s', 'asks', '-x', '90', '-y', '20', ASKS)
  const page = await pair('operator')
  expect(page.url()).toBe(`${server.url}/`)
  const card = page.locator('.needy .card').first()
  await card.getByText('Deploy now? [y/n]').waitFor()
  expect(await card.locator('.name').textContent()).toBe('lab1/asks')
  await card.getByRole('button', { name: 'y Yes' }).click()
  await until('the answer', async () => (await screen('lab1', 'asks')).includes('got y'))
  await page.locator('.needy').waitFor({ state: 'detached' })
  await page.context().close()
})

test('on a phone the header is one row, and the link of the view that is open is in sight', async () => {
  const page = await pair('admin', { width: 360, height: 640 })
  const top = page.locator('.top')
  expect((await top.boundingBox())?.height).toBeLessThan(60)
  await page.getByRole('link', { name: 'Pool' }).click()
  const link = page.locator('.top [aria-current]')
  const inSight = () =>
    until('the link', async () => {
      const box = await link.boundingBox()
      return box !== null && box.x > 0 && box.x + box.width < 360
    })
  await inSight()
  await page.reload()
  await page.getByRole('link', { name: 'Files' }).waitFor()
  await inSight()
  expect(await link.textContent()).toBe('Pool')
  await page.context().close()
})

test('the first frame needs no script', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(server.url)
  await page.locator('header', { hasText: 'fleetmux' }).getByText('connecting').waitFor()
  await page.context().close()
})

test('nothing is typed into a pane whose program has ended', async () => {
  await lab.tmux('lab3', 'new-session', '-d', '-s', 'over', '-x', '90', '-y', '20', 'exec cat')
  await lab.tmux('lab3', 'set-option', '-t', '=over:', 'remain-on-exit', 'on')
  const page = await pair('operator')
  await page.getByRole('link', { name: 'lab3/over' }).click()
  await page.getByLabel('Text to send').waitFor()
  await lab.tmux('lab3', 'send-keys', '-t', '=over:', 'C-d')
  await page.getByText('The program in this pane has ended.').waitFor()
  expect(await page.getByLabel('Text to send').count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Interrupt' }).count()).toBe(0)
  await page.context().close()
})

test('a wall of live tiles, and one pane large that is typed into', async () => {
  const page = await pair('operator', { width: 1280, height: 800 })
  await page.getByRole('link', { name: 'Wall' }).click()
  const tile = page.locator('.tile', { hasText: 'lab2/ticks' })
  const last = () =>
    tile
      .locator('.row')
      .allTextContents()
      .then(rows => rows.filter(Boolean).at(-1) ?? '')
  await until('a tick', async () => /tick \d+/.test(await last()))
  const before = await last()
  await until('a further tick', async () => (await last()) !== before)
  await page.locator('.tile', { hasText: 'lab3/work' }).getByRole('link').click()
  const text = unique('from the page')
  await page.getByLabel('Text to send').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await until('the echo', async () => (await screen('lab3', 'work')).split(text).length === 3)
  await page.locator('.row', { hasText: text }).nth(1).waitFor()
  // After Ctrl, a letter from the keyboard is a key for the pane, and what is in the field stays.
  await page.getByLabel('Text to send').fill('draft')
  await page.getByRole('button', { name: 'Ctrl', exact: true }).click()
  await page.keyboard.type('l')
  await until('the key', async () => (await screen('lab3', 'work')).includes('^L'))
  expect(await page.getByLabel('Text to send').inputValue()).toBe('draft')
  await page.context().close()
})

test('a viewer sees and cannot type; a revoked device is locked out at once', async () => {
  const page = await pair('viewer')
  await page.getByRole('link', { name: 'lab3/work' }).click()
  await page.locator('.row').first().waitFor()
  expect(await page.getByLabel('Text to send').count()).toBe(0)
  const { json } = await server.ask('/api/v1/tokens')
  const newest = json.data.findLast((each: { role: string }) => each.role === 'viewer')
  await server.ask(`/api/v1/tokens/${newest.id}`, { method: 'DELETE' })
  await page.getByText('This device is not paired').waitFor()
  await page.context().close()
})

test('a cut network is told, and over when it is back; what was typed meanwhile is sent only when asked', async () => {
  const way = await startCut(Number(new URL(server.url).port))
  const page = await pair('operator', { width: 390, height: 844 }, `http://localhost:${way.port}`)
  await page.getByRole('link', { name: 'lab3/work' }).click()
  await page.locator('.row').first().waitFor()
  await way.cut()
  await page.getByText(/stale for/).waitFor()
  const text = unique('typed while away')
  await page.getByLabel('Text to send').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('The server is not reachable').waitFor()
  await way.mend()
  await page.getByText('live', { exact: true }).waitFor()
  expect(await screen('lab3', 'work')).not.toContain(text)
  page.once('dialog', dialog => dialog.accept())
  await page.getByRole('button', { name: 'Send' }).click()
  await until('the text', async () => (await screen('lab3', 'work')).includes(text))
  await page.context().close()
  await way.cut()
})

test('what a hostile pane prints is text and nothing else', async () => {
  const nasty = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
  await lab.tmux(
    'lab3',
    'new-session',
    '-d',
    '-s',
    'nasty',
    '-x',
    '120',
    '-y',
    '20',
    `printf '%s' '${nasty.replaceAll("'", `'\\''`)}'; printf '\\033]0;<b>t</b>\\007'; exec cat`,
  )
  const page = await pair('viewer', { width: 1280, height: 800 })
  await page.getByRole('link', { name: 'lab3/nasty' }).click()
  await page.locator('.row', { hasText: 'onerror' }).waitFor()
  expect(await page.title()).toBe('fleetmux')
  expect(await page.locator('.row img, .row script, .about b').count()).toBe(0)
  await page.context().close()
})

test('what a run asks is answered on the page, and its end is told', async () => {
  const prompt = unique('WRITE page.txt')
  const body = { agent: 'claude', prompt, host: 'lab1', cwd: '~' }
  const { json } = await server.ask('/api/v1/runs', { body })
  const page = await pair('operator')
  await page.getByRole('link', { name: 'Runs' }).click()
  const card = page.locator('.card', { hasText: prompt })
  await card.getByText('Write: ').waitFor()
  await card.getByRole('button', { name: 'claude on lab1' }).click()
  await card.getByRole('button', { name: 'allow' }).click()
  await card.getByText('I wrote it.').waitFor()
  await card.getByText('ended with exit code 0').waitFor()
  const run = await server.ask(`/api/v1/runs/${json.data.id}`)
  expect(run.json.data.result.text).toBe('I wrote it.')
  await page.context().close()
})
