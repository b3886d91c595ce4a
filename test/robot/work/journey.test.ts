import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, openApp } from '../../cli/app.ts'
import { installAgent } from '../../lab/agents/install-agent.ts'
import { capture, until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { startTestServer, type TestServer } from '../../server/server.ts'
import { play, type Robot } from '../robot.ts'
import { makePersonRepository, type PersonRepository } from './person-repository.ts'

/** From a prompt to a merged branch with two iterations, a conflict and its cure: one host for each face. */
let lab: Lab
let app: App
let repositories: PersonRepository[]
beforeEach(async () => {
  lab = await startLab({ hosts: 3 })
  for (const { home } of lab.hosts) await installAgent(home)
  app = await openApp()
  await app.configure({ sshConfig: lab.sshConfig, hosts: lab.hosts.map(({ name }) => ({ name })) })
  repositories = await Promise.all(lab.hosts.map(() => makePersonRepository()))
})
afterEach(async () => {
  await app?.close()
  await lab?.close()
  for (const { project } of repositories ?? []) await project.remove()
})

const THEIRS = 'Somebody else wrote this.\n'

function repositoryOf(nth: number): PersonRepository {
  const found = repositories[nth]
  if (!found) throw new Error('there is no such repository')
  return found
}

/** Main has the work as one commit on top of theirs, and everything of the person is as it was. */
async function expectMerged(
  { project, portrait }: PersonRepository,
  {
    before,
    moved,
    readme,
  }: { before: Awaited<ReturnType<typeof portrait>>; moved: string; readme: string },
): Promise<void> {
  expect(project.git('rev-list', '--count', `${moved}..main`)).toBe('1')
  expect(project.git('rev-parse', 'main^')).toBe(moved)
  expect(project.git('show', 'main:made.txt')).toContain('hello')
  expect(project.git('show', 'main:README.md')).toBe(readme)
  expect(await portrait()).toEqual(before)
}

test('by the command line', async () => {
  const mine = repositoryOf(0)
  const before = await mine.portrait()
  const work = async (code: number, ...args: string[]) => {
    const ran = await app.run(['work', ...args, '--json'])
    expect([ran.code, ran.err]).toEqual([code, expect.any(String)])
    return JSON.parse(ran.out)
  }
  const where = ['--host', 'lab1', '--repo', mine.project.root]
  const order = ['--yolo', '--script', 'test -f made.txt', 'WRITE made.txt']
  const made = await work(0, 'new', '--name', 'by words', ...where, ...order)
  expect(made.iteration).toMatchObject({
    number: 1,
    testResult: 'pass',
    changedFiles: ['made.txt'],
  })
  const again = await work(0, 'iterate', 'by words', 'WRITE README.md', '--yolo')
  expect(again.iteration).toMatchObject({ number: 2, changedFiles: ['README.md'] })
  const moved = mine.moveBase('README.md', THEIRS)
  expect((await work(1, 'merge', 'by words')).conflicts).toEqual(['README.md'])
  expect((await work(1, 'rebase', 'by words')).conflicts).toEqual(['README.md'])
  writeFileSync(join(made.worktreePath, 'README.md'), 'Both.\n')
  await work(0, 'continue', 'by words')
  await work(0, 'merge', 'by words', '--message', 'By words')
  await work(0, 'clean', 'by words')
  expect(existsSync(made.worktreePath)).toBe(false)
  await expectMerged(mine, { before, moved, readme: 'Both.' })
})

/** Allows what the agent of the newest run asks for, on the screen. */
async function allow(robot: Robot): Promise<void> {
  await robot.sees(/lab2 +asks you/)
  robot.keys('Escape')
  await robot.misses(/▸ Work/)
  await robot.press('A', 'Write: ')
  await robot.press('y', '-- completed')
  robot.keys('Escape')
  await robot.misses('▸ Runs')
}

test('by keys, in a real terminal', async () => {
  const mine = repositoryOf(1)
  const before = await mine.portrait()
  const args = ['--ssh-config', lab.sshConfig, '--remote', 'lab1,lab2,lab3']
  await play({ columns: 160, rows: 40, args }, async robot => {
    await robot.sees('4 hosts up', 90_000)
    const list = async (shows: RegExp) => {
      await robot.press('w', /▸ Work \d/)
      await until('the list', () => {
        if (shows.test(robot.screen())) return true
        robot.keys('r')
        return new Promise<boolean>(resolve => setTimeout(() => resolve(false), 1000))
      })
    }
    await robot.press('w', /▸ Work 0/)
    await robot.press('n', /^ new:/m)
    robot.keys('C-u')
    robot.type(`claude @lab2 ${mine.project.root} WRITE made.txt`)
    robot.keys('Enter')
    await allow(robot)
    await list(/WRITE made\.txt +lab2 +idle +1 .*\+1\/-0/)

    await robot.press('d', '+hello')
    await robot.press('q', /▸ Work 1/)
    await robot.press('i', /^ prompt the agent:/m)
    robot.type('WRITE README.md')
    robot.keys('Enter')
    await allow(robot)
    await list(/lab2 +idle +2 .*\+2\/-0/)

    const moved = mine.moveBase('README.md', THEIRS)
    await robot.press('p', 'The session cannot be merged yet.')
    await robot.press('q', /▸ Work 1/)
    await robot.press('m', 'as one commit?')
    await robot.press('y', 'conflicts with main in README.md')
    await robot.press('b', /lab2 +rebasing/)
    await robot.press('i', /^ prompt the agent:/m)
    robot.type('WRITE README.md')
    robot.keys('Enter')
    await allow(robot)
    await list(/lab2 +rebasing +3 /)
    await robot.press('c', /lab2 +idle +3 .*\+2\/-0/)
    await robot.press('m', 'as one commit?')
    await robot.press('y', /lab2 +merged/)
    await robot.press('x', 'be restored for 30 days.')
    await robot.press('y', /▸ Work 0/)
    await expectMerged(mine, { before, moved, readme: 'hello' })
  })
})

test('by the page, in a real browser', async () => {
  const mine = repositoryOf(2)
  const before = await mine.portrait()
  const server = await startTestServer([], { lab })
  let browser: Browser | undefined
  try {
    browser = await chromium.launch({
      executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
    })
    const page = await openPage(browser, server)
    await page.getByRole('link', { name: 'Work', exact: true }).click()
    await page.getByText('New worktree session').click()
    await page.getByRole('combobox').selectOption('lab3')
    await page.getByLabel('Name', { exact: true }).fill('by the page')
    await page.getByLabel('Repository, a path on that host').fill(mine.project.root)
    await page.getByLabel('Script after each iteration').fill('test -f made.txt')
    await page.getByLabel('Prompt').fill('WRITE made.txt')
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText('Created by the page.').waitFor()
    await allowOnPage(page)
    await page.getByText(/idle, \+1\/-0, 1 iteration, script: pass/).waitFor()

    await page.getByRole('button', { name: 'by the page on lab3' }).click()
    await ask(page, 'WRITE README.md')
    await allowOnPage(page)
    await page.getByText(/idle, \+2\/-0, 2 iterations/).waitFor()
    await page.getByRole('button', { name: 'by the page on lab3' }).click()
    await page.getByRole('button', { name: 'Diff' }).click()
    await page.locator('.diff .removed', { hasText: 'A project.' }).waitFor()
    await page.locator('.diff .added', { hasText: 'hello' }).first().waitFor()

    const moved = mine.moveBase('README.md', THEIRS)
    await page.getByRole('button', { name: 'Merge' }).click()
    await page.locator('.told', { hasText: 'README.md' }).waitFor()
    await page.getByRole('button', { name: 'Rebase' }).click()
    await page.getByText(/rebasing, /).waitFor()
    await ask(page, 'WRITE README.md')
    await allowOnPage(page)
    await page.getByText(/rebasing, .* 3 iterations/).waitFor()
    await page.getByRole('button', { name: 'by the page on lab3' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText(/idle, \+2\/-0, 3 iterations/).waitFor()
    await page.getByRole('button', { name: 'Merge' }).click()
    await page.getByText(/merged, /).waitFor()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    const own = page.getByRole('button', { name: 'by the page on lab3' })
    await own.waitFor({ state: 'detached' })
    await expectMerged(mine, { before, moved, readme: 'hello' })

    await page.getByText('Removed sessions that can be restored').click()
    const kept = page.getByRole('listitem').filter({ hasText: 'by-the-page' })
    await kept.getByRole('button', { name: 'Restore' }).click()
    await own.waitFor()
    expect(await mine.portrait()).toEqual(before)
  } finally {
    await browser?.close()
    await server.close()
  }
})

async function openPage(browser: Browser, server: TestServer): Promise<Page> {
  const paired = await server.ask('/api/v1/pairings', { body: { role: 'admin' } })
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  page.on('dialog', dialog => dialog.accept())
  await page.goto(`${server.url}/#pair=${paired.json.data.code}`)
  return page
}

async function ask(page: Page, prompt: string): Promise<void> {
  await page.getByLabel('Prompt the agent again').fill(prompt)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
}

/** Allows what an agent asks for, in the list of runs, and goes back to the work. */
async function allowOnPage(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: 'allow' }).click()
  await page.getByRole('button', { name: 'allow' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Work', exact: true }).click()
}
