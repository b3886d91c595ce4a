import type { Browser, Page } from 'playwright-core'
import type { Home } from './home.ts'
import type { Hosts } from './hosts.ts'
import type { PageServer } from './page-server.ts'
import type { Tell } from './row.ts'
import type { Stage } from './stage.ts'

/** Characters that stand nowhere else on a screen. */
export const GLYPHS = [...'ΓΔΘΛΞΠΣΦΨΩЖИЛФЦЧШЩЭЮЯ']

/** What the rows about the page share. */
export interface Scene {
  readonly stage: Stage
  readonly tell: Tell
  readonly hosts: Hosts
  readonly home: Home
  readonly host: string
  readonly server: PageServer
  readonly browser: Browser
}

export async function openPage({ browser, server }: Scene, url: string): Promise<Page> {
  const page = await (
    await browser.newContext({ viewport: { width: 1280, height: 800 } })
  ).newPage()
  await page.addInitScript(token => localStorage.setItem('fleetmux.token', token), server.token)
  await page.goto(url)
  await page.waitForSelector('.session')
  return page
}

/** Runs in the page, as text so that no compiler touches it: when the frame began that shows it, by this machine's clock. */
export const seesGlyph = (selector: string, glyph: string) => `new Promise(resolve => {
  const box = document.querySelector('${selector}')
  const watch = new MutationObserver(() => {
    if (!box.textContent.includes('${glyph}')) return
    watch.disconnect()
    requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))
  })
  watch.observe(box, { childList: true, subtree: true, characterData: true })
})`
