import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject, type Project } from '../backend/workspace/project.ts'
import { installAgent } from '../lab/agents/install-agent.ts'
import { capture, until } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
let project: Project
let browser: Browser
beforeAll(async () => {
  project = await makeProject()
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  project.git('switch', '-q', '-c', 'mine')
  server = await startTestServer(['--allowed-root', project.dir], {
    before: app => installAgent(app.environment['HOME'] ?? ''),
  })
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await project?.remove()
})

test('a worktree session on a phone: its diff is read, it is merged after a question, and every view leads to each other', async () => {
  const { json } = await server.ask('/api/v1/sessions', {
    body: {
      ...{ name: 'api', repoRoot: project.root, ampPrompt: 'WRITE made.txt', baseBranch: 'main' },
      ...{ scriptCommand: 'test -f made.txt', permissions: 'allow' },
    },
  })
  await until('its end', async () => {
    const told = await server.ask(`/api/v1/sessions/${json.data.id}`)
    return told.json.data.status !== 'running'
  })
  const paired = await server.ask('/api/v1/pairings', { body: { role: 'admin' } })
  const page = await (await browser.newContext({ viewport: { width: 360, height: 640 } })).newPage()
  page.on('pageerror', error => {
    throw error
  })
  // The page of the benchmarks is another address: the views lead back from there.
  await page.goto(`${server.url}/benchmarks#pair=${paired.json.data.code}`)
  await page.getByText('No benchmarks yet.').waitFor()
  await page.getByRole('link', { name: 'Work' }).click()
  await page.getByRole('button', { name: 'api on local' }).click()
  expect(await page.getByText('script: pass').count()).toBe(1)
  await page.getByRole('button', { name: 'Diff' }).click()
  await page.locator('.diff .added', { hasText: 'hello' }).waitFor()
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isTooWide).toBe(false)
  page.once('dialog', dialog => dialog.accept())
  await page.getByRole('button', { name: 'Merge' }).click()
  await until('the merge', () => project.git('log', '--format=%s', 'main').split('\n').length > 1)
  await page.locator('.told li').first().waitFor()
  await page.keyboard.press('Home')
  await page.getByRole('link', { name: 'Benchmarks' }).click()
  await page.getByText('No benchmarks yet.').waitFor()
})

/** The page `Work` without its read of all hosts every ten seconds. */
async function openWork(role: string): Promise<Page> {
  const paired = await server.ask('/api/v1/pairings', { body: { role } })
  const page = await (await browser.newContext()).newPage()
  page.on('pageerror', error => {
    throw error
  })
  await page.addInitScript(`{
    const real = window.setInterval
    window.setInterval = (run, every) => (every === 10000 ? 0 : real(run, every))
  }`)
  await page.goto(`${server.url}/#pair=${paired.json.data.code}`)
  // The tmux session of the other test has the word in its name.
  await page.getByRole('link', { name: 'Work', exact: true }).click()
  return page
}

test('the list follows an action at its end, and an agent at work, without its regular read', async () => {
  const order = { repoRoot: project.root, baseBranch: 'main', name: 'again' }
  expect((await server.ask('/api/v1/worktrees', { body: order })).status).toBe(201)
  const [page, viewer] = [await openWork('admin'), await openWork('viewer')]
  const rowOf = (on: Page) => on.locator('.entry', { hasText: 'again on local' })
  for (const each of [page, viewer])
    await rowOf(each)
      .getByText(/^idle, .* 0 iterations/)
      .waitFor()
  const row = rowOf(page)
  await row.getByRole('button', { name: 'again on local' }).click()
  await row.getByLabel('Prompt the agent again').fill('WRITE again.txt')
  await row.getByRole('button', { name: 'Ask' }).click()
  for (const each of [page, viewer])
    await rowOf(each)
      .getByText(/^running, .* 1 iteration,/)
      .waitFor()
  page.on('dialog', dialog => dialog.accept())
  await row.getByRole('button', { name: 'Abort' }).click()
  // Without a commit the branch is as merged as its base.
  for (const each of [page, viewer])
    await rowOf(each)
      .getByText(/^(idle|merged), /)
      .waitFor()
  await row.getByRole('button', { name: 'Remove', exact: true }).click()
  await row.waitFor({ state: 'detached' })
  await page.getByText('Remove: done.').waitFor()
  for (const each of [page, viewer]) await each.context().close()
})

test('what is typed while a session is created stays for the next one', async () => {
  const page = await openWork('admin')
  await page.getByText('New worktree session').click()
  const { promise: isTyped, resolve: typed } = Promise.withResolvers<void>()
  await page.route('**/api/v1/worktrees', async route => {
    if (route.request().method() !== 'POST') return route.continue()
    await isTyped
    return route.fulfill({ json: { success: true, data: { name: 'first' } } })
  })
  await page.getByLabel('Name').fill('first')
  await page.getByLabel('Repository').fill('/srv/app')
  await page.getByLabel('Prompt').fill('one')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('Creating the worktree session.').waitFor()
  await page.getByLabel('Prompt').fill('two')
  typed()
  await page.getByText('Created first.').waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('')
  expect(await page.getByLabel('Prompt').inputValue()).toBe('two')
  await page.context().close()
})
