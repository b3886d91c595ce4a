import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { until } from '../test/lab/process.ts'
import { percentile } from './figure.ts'
import { GLYPHS, openPage, type Scene, seesGlyph } from './page-scene.ts'
import { isInstalled } from './way.ts'
import { NOT_INSTALLED, startWebTerminal } from './web-terminal.ts'

export const WEB_KEYS = 'a key on the page -> its echo there, beside shellinabox'

const SAMPLES = 40
const WARM = 3
const SESSION = 'a-keys'

/** The program of the pane: answers each key with the next glyph, so that a glyph on the screen is of this key alone. */
const ANSWER = `exec bash -c '
  stty -echo -icanon; echo ready; glyphs=(${GLYPHS.join(' ')}); n=0
  while IFS= read -rsn1; do printf "\\r%s" "\${glyphs[n % ${GLYPHS.length}]}"; n=$((n+1)); done'`

/** From the press of a key in the browser to the frame with the pane's answer; both browsers in turn, in one pane. */
export async function keysBesideWebTerminal(scene: Scene): Promise<void> {
  const { tell, stage, server, hosts, host } = scene
  if (!(await isInstalled('shellinaboxd'))) {
    tell({ what: WEB_KEYS, kind: 'not run', why: NOT_INSTALLED })
    return
  }
  await hosts.tmux(host, 'new-session', '-d', '-s', SESSION, '-x', '120', '-y', '40', ANSWER)
  stage.later(() => hosts.tmux(host, 'kill-session', '-t', `=${SESSION}`))
  const page = await openPage(scene, `http://localhost:${server.port}`)
  await page.getByRole('link', { name: SESSION }).click()
  await page.locator('.row', { hasText: 'ready' }).first().waitFor()
  const terminal = await startWebTerminal(scene, SESSION, 'ignore-size')
  const other = await (await scene.browser.newContext()).newPage()
  await other.goto(`http://127.0.0.1:${terminal.port}`)
  const isShown = `document.body.textContent.includes('ready')`
  await until('its screen', () => other.evaluate<boolean>(isShown))
  await other.evaluate(NOTE_KEYS)
  await other.mouse.click(300, 300)
  const raw = { page: [] as number[], shellinabox: [] as number[] }
  let glyphs = 0
  const next = () => GLYPHS[glyphs++ % GLYPHS.length] ?? ''
  for (let round = 0; round < SAMPLES + WARM; round++) {
    await sleep(120 + ((round * 37) % 60))
    const ours = await answered(page, '.screen', next(), () => page.evaluate<number>(CLICK))
    await sleep(120 + ((round * 37) % 60))
    const theirs = await answered(other, 'body', next(), async () => {
      await other.keyboard.press('1')
      return other.evaluate<number>('window.pressed')
    })
    if (round < WARM) continue
    raw.page.push(ours)
    raw.shellinabox.push(theirs)
  }
  for (const [label, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
  ] as const)
    tell({
      what: `${WEB_KEYS}, ${label}`,
      unit: 'ms',
      ours: percentile(raw.page, share),
      other: { name: 'shellinabox', figure: percentile(raw.shellinabox, share) },
      ...(label === 'p50' && { raw }),
    })
  await page.context().close()
  await other.context().close()
}

const NOW = 'performance.timeOrigin + performance.now()'
/** Presses a key of the page's key bar; its value is when. */
const CLICK = `(() => {
  const key = [...document.querySelectorAll('.keys button')].find(each => each.textContent === '1')
  const at = ${NOW}
  key.click()
  return at
})()`
const NOTE_KEYS = `addEventListener('keydown', ({ timeStamp }) => {
  window.pressed = performance.timeOrigin + timeStamp
}, true)`

/** Milliseconds from the press to the frame that shows the glyph. */
async function answered(
  page: Page,
  selector: string,
  glyph: string,
  press: () => Promise<number>,
): Promise<number> {
  const seen = page.evaluate<number>(seesGlyph(selector, glyph))
  // The question has to be in the page before the answer comes.
  await page.evaluate('1')
  const start = await press()
  return (await seen) - start
}
