import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installAgent } from '../lab/agents/install-agent.ts'
import { capture } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let server: TestServer
let browser: Browser
beforeAll(async () => {
  lab = await startLab({ hosts: ['lab1'] })
  await installAgent(lab.host('lab1').home)
  await writeFile(join(lab.host('lab1').home, 'notes.txt'), 'one\n')
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

async function openRuns(role: string): Promise<Page> {
  const paired = await server.ask('/api/v1/pairings', { body: { role } })
  const page = await (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  await page.goto(`${server.url}/#pair=${paired.json.data.code}`)
  await page.getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('heading', { name: 'Runs' }).waitFor()
  return page
}

test('on a phone, a run that asks is started, allowed and read to its end', async () => {
  const page = await openRuns('admin')
  await page.getByText('New run').click()
  await page.getByLabel(/^Host/).selectOption('lab1')
  await page.getByLabel('Directory').fill('~')
  await page.getByLabel('Model').fill('opus')
  expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true)
  await page.getByLabel('Prompt').fill('WRITE page.txt')
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isTooWide).toBe(false)
  await page.getByRole('button', { name: 'Start' }).click()
  const question = page.getByRole('region', { name: 'Question of the run' })
  await question.getByRole('button', { name: 'allow' }).click()
  await page.getByText('I wrote it.').waitFor()
  await page
    .getByText(/ended with exit code 0/)
    .first()
    .waitFor()
  const [run] = (await server.ask('/api/v1/runs')).json.data.runs
  expect(run).toMatchObject({ host: 'lab1', model: 'opus', permissions: 'ask' })
})

test('why a run was not started is said, and what was typed is kept', async () => {
  const page = await openRuns('admin')
  await page.getByText('New run').click()
  await page.getByLabel('Directory').fill('/not/allowed')
  await page.getByLabel('Prompt').fill('WRITE page.txt')
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText(/not\/allowed/).waitFor()
  expect(await page.getByLabel('Prompt').inputValue()).toBe('WRITE page.txt')
})

test('who may only answer has no form', async () => {
  const page = await openRuns('operator')
  await page.getByRole('link', { name: 'Broadcast' }).waitFor()
  expect(await page.getByText('New run').count()).toBe(0)
})

test('a run is stopped only after a question', async () => {
  const body = { agent: 'claude', prompt: 'WRITE stopped.txt', host: 'lab1', cwd: '~' }
  const { json, status } = await server.ask('/api/v1/runs', { body })
  expect([status, json.message]).toEqual([202, undefined])
  const page = await openRuns('admin')
  const entry = page.locator('.entry', { hasText: 'WRITE stopped.txt' })
  await entry.getByRole('button', { name: 'claude on lab1' }).click()
  const stops: string[] = []
  page.on('request', request => {
    if (request.url().endsWith('/stop')) stops.push(request.url())
  })
  const press = async (answer: 'accept' | 'dismiss') => {
    const asked = page.waitForEvent('dialog').then(async dialog => {
      await dialog[answer]()
      return dialog.message()
    })
    await entry.getByRole('button', { name: 'Stop' }).click()
    expect(await asked).toBe('Stop the run of claude on lab1: WRITE stopped.txt?')
  }
  await press('dismiss')
  expect(stops).toEqual([])
  const stopped = page.waitForResponse(response => response.url().endsWith('/stop'))
  await press('accept')
  expect((await stopped).status()).toBe(202)
  expect(stops).toEqual([expect.stringContaining(`/${json.data.id}/stop`)])
})
