import { chmod, copyFile, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { unique } from '../lab/unique.ts'
import { startTestServer, type TestServer } from './server.ts'

/** The page's views of files, playbooks and history, in a real browser of a phone's size. */
let lab: Lab
let server: TestServer
let browser: Browser
let page: Page
let home: string
beforeAll(async () => {
  lab = await startLab({ hosts: ['h1'] })
  home = lab.host('h1').home
  const bin = join(home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  await copyFile('test/lab/agents/mock-worker.sh', join(bin, 'claude'))
  await chmod(join(bin, 'claude'), 0o755)
  await mkdir(join(home, 'src'))
  server = await startTestServer([], { lab })
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
  const paired = await server.ask('/api/v1/pairings', { body: { role: 'admin' } })
  page = await (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  await page.goto(`${server.url}/#pair=${paired.json.data.code}`)
  await page.getByRole('link', { name: 'Files' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await lab?.close()
})

async function openAt(view: string, path: string, label: string): Promise<void> {
  await page.getByRole('link', { name: view }).click()
  await page.getByLabel('Host').selectOption('h1')
  await page.getByLabel(label, { exact: true }).fill(path)
  await page.getByRole('button', { name: 'Open' }).click()
}

test('a file is changed here and there at once, and the conflict is a choice', async () => {
  await writeFile(join(home, 'src', 'a.txt'), 'one\n')
  await openAt('Files', 'src', 'Directory')
  await page.getByRole('button', { name: 'a.txt' }).click()
  const text = page.getByRole('textbox', { name: /Text of/ })
  await text.fill('mine\n')
  await writeFile(join(home, 'src', 'a.txt'), 'theirs\n')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('was changed by somebody else since you read it').waitFor()
  expect(await readFile(join(home, 'src', 'a.txt'), 'utf8')).toBe('theirs\n')
  await page.getByRole('button', { name: 'Overwrite with my version' }).click()
  await until('mine', async () => (await readFile(join(home, 'src', 'a.txt'), 'utf8')) === 'mine\n')
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isTooWide).toBe(false)
})

test('Up leaves a directory that was removed meanwhile', async () => {
  await mkdir(join(home, 'src', 'deep'))
  await openAt('Files', 'src/deep', 'Directory')
  await page.getByText(`${join(home, 'src', 'deep')}`).waitFor()
  await rmdir(join(home, 'src', 'deep'))
  await page.getByRole('button', { name: 'Up' }).click()
  await page.getByRole('button', { name: 'a.txt' }).waitFor()
})

test('a gate is answered, and the playbook is watched to its end', async () => {
  const name = `${unique('todo')}.md`
  await writeFile(join(home, 'src', name), '- [ ] One\n- [ ] !gate: Ship it?\n- [ ] Last\n')
  const body = { host: 'h1', directory: 'src', names: [name], permissions: 'allow' }
  expect((await server.ask('/api/v1/playbooks', { body })).status).toBe(202)
  await page.getByRole('link', { name: 'Playbooks' }).click()
  await page.getByRole('button', { name: `${name} on h1` }).click()
  await page.getByRole('alert').filter({ hasText: 'Ship it?' }).waitFor()
  await page.getByRole('button', { name: 'Go', exact: true }).click()
  await page
    .locator('.told li', { hasText: /^done$/ })
    .nth(2)
    .waitFor()
  expect(await page.locator('.told li', { hasText: '> Last' }).count()).toBe(1)
})

test('a history is searched, and filtered by who wrote', async () => {
  const path = unique('project')
  await mkdir(join(home, path))
  for (const text of ['moved the data', 'deployed it'])
    await server.ask('/api/v1/hosts/h1/history', { body: { path, text } })
  await openAt('History', path, 'Directory of the project')
  await page.getByText('2 entries in ').waitFor()
  await page.getByLabel('Search').fill('data')
  await page.getByText('1 entry in ').waitFor()
  expect(await page.getByText('deployed it').count()).toBe(0)
  await page.getByRole('button', { name: /Only person/ }).click()
  await page.getByRole('button', { name: /person: .* ✕/ }).waitFor()
})
