import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { until } from '../test/lab/process.ts'
import { percentile } from './figure.ts'
import { GLYPHS, openPage, type Scene, seesGlyph } from './page-scene.ts'
import { openWay } from './page-server.ts'
import type { Stage } from './stage.ts'
import { childrenOf, cpuOf } from './usage.ts'
import { isInstalled } from './way.ts'

/** The page beside what shows one pane in a browser today: a web terminal that runs `ssh HOST tmux attach`. */
export const WEB_TERMINAL = 'a byte printed on a host -> on the page, beside shellinabox'
export const NOT_INSTALLED =
  'shellinaboxd is not installed: apt install shellinabox (ttyd is not in Debian 12)'

const SAMPLES = 60
const WARM = 5
const WATCHED = 5000

/** Both pages are open in the same browser, and each byte is waited for in both. */
export async function besideWebTerminal(
  scene: Scene,
  session: string,
  print: (text: string) => void,
): Promise<void> {
  const { tell, stage, server } = scene
  if (!(await isInstalled('shellinaboxd'))) {
    tell({ what: WEB_TERMINAL, kind: 'not run', why: NOT_INSTALLED })
    return
  }
  const terminal = await startWebTerminal(scene, session)
  const ways = {
    page: await openWay(stage, server.port, 0),
    other: await openWay(stage, terminal.port, 0),
  }
  const page = await openPage(scene, ways.page.url)
  await page.getByRole('link', { name: session }).click()
  await page.locator('.row').first().waitFor()
  const other = await (await scene.browser.newContext()).newPage()
  await other.goto(ways.other.url)
  const isShown = `document.body.textContent.includes('ready')`
  await until('its screen', () => other.evaluate<boolean>(isShown))
  await latency(scene, { page, other }, print)
  const pids = { page: server.pid, other: terminal.pid }
  await usage(scene, { ways, pids }, print)
  await page.context().close()
  await other.context().close()
}

async function latency(
  { tell }: Scene,
  { page, other }: { readonly page: Page; readonly other: Page },
  print: (text: string) => void,
): Promise<void> {
  const raw = { page: [] as number[], shellinabox: [] as number[] }
  for (let round = 0; round < SAMPLES + WARM; round++) {
    const glyph = GLYPHS[round % GLYPHS.length] ?? ''
    await sleep(30 + ((round * 37) % 60))
    const seen = [
      page.evaluate<number>(seesGlyph('.screen', glyph)),
      other.evaluate<number>(seesGlyph('body', glyph)),
    ]
    // The questions have to be in the pages before the answer comes.
    await Promise.all([page.evaluate('1'), other.evaluate('1')])
    const start = performance.timeOrigin + performance.now()
    print(`\r${glyph}`)
    const [ours = 0, theirs = 0] = await Promise.all(seen)
    if (round < WARM) continue
    raw.page.push(ours - start)
    raw.shellinabox.push(theirs - start)
  }
  for (const [label, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
  ] as const)
    tell({
      what: `${WEB_TERMINAL}, ${label}`,
      unit: 'ms',
      ours: percentile(raw.page, share),
      other: { name: 'shellinabox', figure: percentile(raw.shellinabox, share) },
      ...(label === 'p50' && { raw }),
    })
}

interface Both<T> {
  readonly page: T
  readonly other: T
}

/** What a pane that changes ten times a second costs the machine of the server, and the way to the browser. */
async function usage(
  { tell }: Scene,
  { ways, pids }: { ways: Both<{ bytes(): number }>; pids: Both<number> },
  print: (text: string) => void,
): Promise<void> {
  const all = {
    page: [pids.page, ...(await childrenOf(pids.page))],
    other: [pids.other, ...(await childrenOf(pids.other))],
  }
  const now = (which: keyof typeof all) => ({
    cpu: cpuOf(all[which]),
    bytes: ways[which].bytes(),
  })
  let line = 0
  const printing = setInterval(() => print(`\rat work: ${++line}`), 100)
  await sleep(1000)
  const before = { page: now('page'), other: now('other') }
  await sleep(WATCHED)
  const after = { page: now('page'), other: now('other') }
  clearInterval(printing)
  const spent = (which: keyof typeof all, what: 'cpu' | 'bytes') =>
    (after[which][what] - before[which][what]) / WATCHED
  const name = 'shellinabox'
  const what = 'one pane on the page, 10 changes a second'
  tell({
    what: `${what}: CPU of the server`,
    unit: '%',
    ours: spent('page', 'cpu') * 100,
    other: { name, figure: spent('other', 'cpu') * 100 },
  })
  tell({
    what: `${what}: bytes a second`,
    unit: 'B',
    ours: spent('page', 'bytes') * 1000,
    other: { name, figure: spent('other', 'bytes') * 1000 },
  })
}

/** `ignore-size`, as the page: the pane stays as large as it is. */
export async function startWebTerminal(
  { stage, home, host }: Pick<Scene, 'stage' | 'home' | 'host'>,
  session: string,
  flags = 'read-only,ignore-size',
): Promise<{ readonly port: number; readonly pid: number }> {
  const { uid, gid, username } = userInfo()
  const port = await freePort()
  const attach = `tmux -u attach -f ${flags} -t =${session}`
  const command = `ssh -F ${home.sshConfig} -tt ${host} ${attach}`
  const child = spawn(
    'shellinaboxd',
    [
      ...['--disable-ssl', '--quiet', '--localhost-only', '--no-beep', `--port=${port}`],
      ...(uid === 0 ? [`--user=${username}`, `--group=${gid}`] : []),
      `--service=/:${uid}:${gid}:${home.dir}:${command}`,
    ],
    { env: home.env, stdio: 'ignore' },
  )
  endLater(stage, child)
  await until('shellinabox', () =>
    fetch(`http://127.0.0.1:${port}`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return { port, pid: child.pid ?? 0 }
}

function endLater(stage: Stage, child: ReturnType<typeof spawn>): void {
  const ended = new Promise(resolve => child.once('exit', resolve))
  stage.later(async () => {
    child.kill('SIGTERM')
    await ended
  })
}

async function freePort(): Promise<number> {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  await new Promise(resolve => taken.close(resolve))
  return port
}
