import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let server: TestServer
let browser: Browser
let printing: NodeJS.Timeout
const pipes: number[] = []

const EACH = 8

/** 24 panes on three hosts that draw ten times a second, written by this process: a shell for each would be the load. */
beforeAll(async () => {
  lab = await startLab({ hosts: 3 })
  for (const { name: host } of lab.hosts)
    for (let number = 1; number <= EACH; number++) {
      const pipe = join(lab.dir, `${host}-${number}`)
      const copy = `mkfifo '${pipe}'; exec cat <>'${pipe}'`
      const size = ['-x', '120', '-y', '30']
      await lab.tmux(host, 'new-session', '-d', '-s', `job${number}`, ...size, copy)
      await until('the pipe', () => existsSync(pipe))
      pipes.push(openSync(pipe, constants.O_RDWR))
    }
  let line = 0
  printing = setInterval(() => {
    line++
    for (const pipe of pipes) writeSync(pipe, `\x1b[32mok\x1b[m line ${line}\r\n`)
  }, 100)
  server = await startTestServer([], { lab })
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
})
afterAll(async () => {
  clearInterval(printing)
  await browser?.close()
  await server?.close()
  for (const pipe of pipes) closeSync(pipe)
  await lab?.close()
})

async function openWall(width: number, height: number): Promise<Page> {
  const { json } = await server.ask('/api/v1/pairings', { body: { role: 'viewer' } })
  const context = await browser.newContext({ viewport: { width, height }, hasTouch: width < 500 })
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  await page.goto(`${server.url}/#pair=${json.data.code}`)
  await page.waitForSelector('.session')
  await page.getByRole('link', { name: 'Wall' }).click()
  await until('24 tiles', async () => (await page.locator('.tile').count()) === 3 * EACH)
  return page
}

/** The number of the last line that each tile shows; 0: none. */
const lastLines = async (page: Page): Promise<readonly number[]> =>
  (await page.locator('.tile .screen').allTextContents()).map(text =>
    Number(/.*line (\d+)/s.exec(text)?.[1] ?? 0),
  )

test('on a large screen 24 tiles are in sight at once, and all of them are live', async () => {
  const page = await openWall(2560, 1440)
  const boxes = await Promise.all(
    (await page.locator('.tile').all()).map(tile => tile.boundingBox()),
  )
  expect(boxes.every(box => box !== null && box.y + box.height <= 1440)).toBe(true)
  let before: readonly number[] = []
  await until('a screen in each tile', async () => {
    before = await lastLines(page)
    return before.every(line => line > 0)
  })
  await until('a newer screen in each tile', async () =>
    (await lastLines(page)).every((line, tile) => line > (before[tile] ?? 0)),
  )
  await page.context().close()
})

test('on a phone only tiles near the visible part are live, and the others become so when they are scrolled to', async () => {
  const page = await openWall(390, 844)
  await until('the first', async () => ((await lastLines(page))[0] ?? 0) > 0)
  const last = page.locator('.tile').last()
  expect((await lastLines(page)).at(-1)).toBe(0)
  await last.scrollIntoViewIfNeeded()
  await until('the last', async () => ((await lastLines(page)).at(-1) ?? 0) > 0)
  // What was on its way when the tile left the visible part may still come.
  await until('the first to rest', async () => {
    const before = await lastLines(page)
    const isLater = async () => ((await lastLines(page)).at(-1) ?? 0) > (before.at(-1) ?? 0) + 10
    await until('ten lines more in the last', isLater)
    return (await lastLines(page))[0] === before[0]
  })
  await page.context().close()
})

test('a tap on the screen of a tile opens it, and the way back leads to the same place of the wall', async () => {
  const page = await openWall(390, 844)
  const tile = page.locator('.tile', { hasText: 'lab2/job7' })
  await tile.scrollIntoViewIfNeeded()
  const from = await page.evaluate<number>('scrollY')
  expect(from).toBeGreaterThan(844)
  const box = await tile.locator('.stage').boundingBox()
  if (!box) throw new Error('the tile has no screen')
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2)
  await page.getByRole('heading', { name: 'lab2/job7' }).waitFor()
  expect(await page.evaluate<number>('scrollY')).toBe(0)
  await page.getByRole('link', { name: 'Back to the wall' }).click()
  await tile.waitFor()
  await until('the same place', async () => (await page.evaluate<number>('scrollY')) === from)
  await page.context().close()
})

test('the wall is used with the keyboard: the focus moves over the tiles and into the pane', async () => {
  const page = await openWall(1280, 800)
  await page.locator('.tile > a').first().focus()
  await page.keyboard.press('Tab')
  const isSecond = `document.activeElement === document.querySelectorAll('.tile > a')[1]`
  expect(await page.evaluate<boolean>(isSecond)).toBe(true)
  expect(await page.getByRole('listitem').count()).toBe(3 * EACH)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'lab1/job2' }).waitFor()
  await until('the focus', () => page.evaluate<boolean>(`document.activeElement.id === 'main'`))
  await page.context().close()
})

test('a session that begins to need somebody moves to the front of the wall, and into the title of the tab', async () => {
  const page = await openWall(1280, 800)
  expect(await page.title()).toBe('fleetmux')
  const asks = `printf 'Deploy now? [y/n] '; read x; exec cat`
  await lab.tmux('lab3', 'new-session', '-d', '-s', 'zz', '-x', '90', '-y', '20', asks)
  const first = page.locator('.tile').first()
  await until('it in front', async () => (await first.textContent())?.includes('lab3/zz'))
  await first.getByText('waits').waitFor()
  await until('the title', async () => (await page.title()) === '(1) fleetmux')
  await lab.tmux('lab3', 'kill-session', '-t', '=zz')
  await until('the old order', async () => (await first.textContent())?.includes('lab1/job1'))
  expect(await page.title()).toBe('fleetmux')
  await page.context().close()
})
