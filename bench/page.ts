import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'
import { WebSocket } from 'ws'
import { capture, until } from '../test/lab/process.ts'
import { openCrowd } from './crowd.ts'
import { median, percentile, took } from './figure.ts'
import type { Home } from './home.ts'
import type { Hosts } from './hosts.ts'
import { GLYPHS, openPage, type Scene, seesGlyph } from './page-scene.ts'
import { openWay, startPageServer } from './page-server.ts'
import { attempt, type Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal } from './terminal.ts'
import { cpuOf, memoryOf } from './usage.ts'
import { keysBesideWebTerminal, WEB_KEYS } from './web-keys.ts'
import { besideWebTerminal, WEB_TERMINAL } from './web-terminal.ts'

/** The page in a real browser, without a graphics card: what it costs to be seen there, and when it is. */
const SAMPLES = 60
const WARM = 5
const TILES = 24
const VIEWERS = 50
const WATCHED = 5000
/** There and back, in milliseconds: a phone, or a tunnel to another country. */
const LINK = 50

const PIPE = { name: 'a-pipe', width: 120, height: 40 }

export async function benchPage(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  const host = hosts.names[0] ?? ''
  await home.configure([host])
  const print = await openPipe(stage, hosts, home, host)
  const server = await startPageServer(stage, home)
  const executablePath = (await capture('sh', ['-c', 'command -v chromium'])).trim()
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
  stage.later(() => browser.close())
  const scene = { stage, tell, hosts, home, host, server, browser }
  await attempt(tell, 'first paint of the page', () => paint(scene))
  await attempt(tell, 'a byte printed on a host -> on the page', () => latency(scene, print))
  await attempt(tell, WEB_TERMINAL, () => besideWebTerminal(scene, PIPE.name, print))
  await attempt(tell, WEB_KEYS, () => keysBesideWebTerminal(scene))
  await attempt(tell, `${TILES} tiles on the page`, () => wall(scene))
  await attempt(tell, `${VIEWERS} viewers of one pane`, () => viewers(scene))
  await attempt(tell, 'REST: the list of sessions', () => list(scene))
}

/** A pane that copies a pipe to its terminal: what prints costs the machine nothing beside. */
async function openPipe(
  stage: Stage,
  hosts: Hosts,
  home: Home,
  host: string,
  { name, width, height }: typeof PIPE = PIPE,
) {
  const pipe = join(home.dir, name)
  const copy = `mkfifo '${pipe}'; echo ready; exec cat <>'${pipe}'`
  const size = ['-x', String(width), '-y', String(height)]
  await hosts.tmux(host, 'new-session', '-d', '-s', name, ...size, copy)
  stage.later(() => hosts.tmux(host, 'kill-session', '-t', `=${name}`))
  await until('the pipe', () => existsSync(pipe))
  const fd = openSync(pipe, constants.O_RDWR)
  stage.later(async () => closeSync(fd))
  return (text: string) => void writeSync(fd, text)
}

async function paint(scene: Scene): Promise<void> {
  const way = await openWay(scene.stage, scene.server.port, LINK)
  const word = await openWay(scene.stage, await serveOneWord(scene.stage), LINK)
  const first: number[] = []
  const listed: number[] = []
  const least: number[] = []
  for (let round = 0; round < 6; round++) {
    let page: Page | undefined
    listed.push(
      await took(async () => {
        page = await openPage(scene, way.url)
      }),
    )
    if (page) first.push(await firstPaint(page))
    await page?.context().close()
    const beside = await (await scene.browser.newContext()).newPage()
    await beside.goto(word.url)
    least.push(await firstPaint(beside))
    await beside.context().close()
  }
  const goal = { kind: 'most', value: 1000 } as const
  const what = `over a link of ${LINK} ms`
  scene.tell({
    what: `first paint of the page, ${what}`,
    unit: 'ms',
    ours: median(first.slice(1)),
    other: { name: 'a page of one word', figure: median(least.slice(1)) },
    goal,
    raw: { page: first, word: least },
  })
  scene.tell({ what: `its list of sessions, ${what}`, unit: 'ms', ours: median(listed.slice(1)) })
}

function firstPaint(page: Page): Promise<number> {
  const asked = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime`
  return until('the first paint', () => page.evaluate<number>(asked))
}

/** The least that a browser may be given: what it takes is the machine's and the link's own. */
async function serveOneWord(stage: Stage): Promise<number> {
  const server = createHttpServer((_, answer) => {
    answer.setHeader('Content-Type', 'text/html')
    answer.end('<!doctype html><title>a word</title><p>word</p>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stage.later(async () => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** In the frame of the browser after which it is seen; beside it, in the screen of the same pane. */
async function latency(scene: Scene, print: (text: string) => void): Promise<void> {
  const page = await openPage(scene, `http://localhost:${scene.server.port}`)
  await page.getByRole('link', { name: 'a-pipe' }).click()
  await page.locator('.row', { hasText: 'ready' }).waitFor()
  const terminal = await openTerminal(scene.home.program, scene.home.env)
  scene.stage.later(terminal.close)
  await terminal.sees('1 session')
  terminal.type('g')
  await terminal.sees(`${scene.host}/a-pipe:0.0`)
  const raw = { page: [] as number[], screen: [] as number[] }
  for (let round = 0; round < SAMPLES + WARM; round++) {
    const glyph = GLYPHS[round % GLYPHS.length] ?? ''
    await sleep(30 + ((round * 37) % 60))
    const seen = page.evaluate<number>(seesGlyph('.screen', glyph))
    const heard = terminal.heard(glyph)
    // The question has to be in the page before the answer comes.
    await page.evaluate('1')
    const start = performance.timeOrigin + performance.now()
    print(`\r${glyph}`)
    const screen = performance.timeOrigin + (await heard) - start
    const at = await seen
    if (round < WARM) continue
    raw.page.push(at - start)
    raw.screen.push(screen)
  }
  await page.context().close()
  terminal.close()
  for (const [label, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
  ] as const)
    scene.tell({
      what: `a byte printed on a host -> on the page, ${label}`,
      unit: 'ms',
      ours: percentile(raw.page, share),
      other: { name: 'its cell in the screen', figure: percentile(raw.screen, share) },
      ...(label === 'p50' && { raw }),
    })
}

async function wall(scene: Scene): Promise<void> {
  const { hosts, home, host, stage, server, tell } = scene
  const prints: ((text: string) => void)[] = []
  for (let tile = 0; tile < TILES; tile++) {
    const size = { name: `tile-${tile}`, width: 80, height: 24 }
    prints.push(await openPipe(stage, hosts, home, host, size))
  }
  let line = 0
  const printing = setInterval(() => {
    line++
    for (const print of prints) print(`at work: ${line}\n`)
  }, 100)
  stage.later(async () => clearInterval(printing))
  const way = await openWay(stage, server.port, 0)
  const page = await openPage(scene, way.url)
  // So large that all tiles are in sight: others are not sent.
  await page.setViewportSize({ width: 2560, height: 1440 })
  await page.getByRole('link', { name: 'Wall' }).click()
  await until('the tiles', async () => (await page.locator('.tile .row').count()) > TILES * 10)
  const before = { cpu: cpuOf([server.pid]), bytes: way.bytes() }
  await sleep(WATCHED)
  const what = `${TILES} tiles on the page, each 10 lines a second`
  const cpu = ((cpuOf([server.pid]) - before.cpu) / WATCHED) * 100
  tell({ what: `${what}: CPU of the server`, unit: '%', ours: cpu })
  tell({
    what: `${what}: bytes a second`,
    unit: 'B',
    ours: ((way.bytes() - before.bytes) / WATCHED) * 1000,
  })
  await page.context().close()
}

async function viewers({ server, tell }: Scene): Promise<void> {
  const { data } = (await server.ask('/api/v1/sessions')) as {
    data: { sessions: { name: string; panes: { pane: string }[] }[] }
  }
  const pane = data.sessions.find(each => each.name === 'tile-0')?.panes[0]?.pane
  if (!pane) throw new Error('the session is not listed')
  let seen = 0
  const open = async () => {
    const socket = new WebSocket(`ws://localhost:${server.port}/api/v1/live`, [
      'fleetmux.v1',
      server.token,
    ])
    socket.on('message', text => {
      if (String(text).startsWith('{"type":"screen"')) seen++
    })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    socket.send(JSON.stringify({ type: 'watch', panes: [pane] }))
    return socket
  }
  const first = await open()
  await until('a screen', () => seen > 20)
  const before = memoryOf([server.pid])
  const all = await Promise.all(Array.from({ length: VIEWERS - 1 }, open))
  const start = seen
  await until('screens', () => seen > start + 20 * VIEWERS)
  const cpu = cpuOf([server.pid])
  await sleep(WATCHED)
  const what = `${VIEWERS} viewers of one pane, 10 lines a second`
  const used = cpuOf([server.pid]) - cpu
  tell({ what: `${what}: CPU of the server`, unit: '%', ours: (used / WATCHED) * 100 })
  const each = (memoryOf([server.pid]) - before) / (VIEWERS - 1)
  tell({ what: `${what}: memory of each`, unit: 'MB', ours: each })
  for (const socket of [first, ...all]) socket.close()
}

async function list(scene: Scene): Promise<void> {
  const { hosts, home, host, stage, server, tell } = scene
  const many = 1000
  // Made before anybody is connected there: tmux 3.3a may end where sessions come while a client arrives.
  const crowded = hosts.names.at(-1) ?? host
  stage.later(await openCrowd(hosts, [crowded], many))
  await home.configure([host, crowded])
  await until(
    'all sessions',
    async () => {
      const { data } = (await server.ask('/api/v1/sessions')) as { data: { sessions: unknown[] } }
      return data.sessions.length >= many
    },
    180_000,
  )
  const times: number[] = []
  for (let round = 0; round < 40; round++)
    times.push(await took(() => server.ask('/api/v1/sessions')))
  tell({ what: 'REST: a list of 1,000 sessions, p95', unit: 'ms', ours: percentile(times, 0.95) })
  const cpu = cpuOf([server.pid])
  for (let round = 0; round < 40; round++) await server.ask('/api/v1/sessions')
  const each = (cpuOf([server.pid]) - cpu) / 40
  tell({ what: 'REST: a list of 1,000 sessions, CPU of the server', unit: 'ms', ours: each })
  const way = await openWay(stage, server.port, 0)
  const page = await openPage(scene, way.url)
  // The first looks for agents are over when nothing has come for some seconds.
  let before = -1
  await until('silence', async () => {
    const last = before
    before = way.bytes()
    await sleep(WATCHED)
    return last === before
  })
  const idle = way.bytes()
  await sleep(WATCHED)
  tell({
    what: '1,000 idle sessions on the page: bytes a second',
    unit: 'B',
    ours: ((way.bytes() - idle) / WATCHED) * 1000,
  })
  await page.context().close()
}
