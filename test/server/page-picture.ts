import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startDemo } from '../../src/backend/demo/fleet.ts'
import { startTestServer } from './server.ts'

/** Takes the picture of the page for the README from a real run of the demo. Usage: page-picture.ts DIRECTORY. */

const [directory = 'docs'] = process.argv.slice(2)
const demo = await startDemo()
const server = await startTestServer([], {
  before: app =>
    app.configure({ sshConfig: demo.sshConfig, hosts: demo.hosts.map(({ name }) => ({ name })) }),
})
const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], {
  encoding: 'utf8',
}).trim()
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-quic'] })
try {
  const { json } = await server.ask('/api/v1/pairings', { body: { role: 'admin' } })
  const context = await browser.newContext({
    viewport: { width: 1280, height: 760 },
    colorScheme: 'dark',
  })
  const page = await context.newPage()
  await page.goto(`${server.url}/#pair=${json.data.code}`)
  await page.locator('.needy .card').first().waitFor()
  await page.getByRole('link', { name: 'Wall' }).click()
  // As long as the agents of the demo need to draw something.
  await page.waitForTimeout(8000)
  await page.screenshot({ path: join(directory, 'page-wall.png') })
  await page.setViewportSize({ width: 390, height: 760 })
  await page.goto(`${server.url}/#/`)
  await page.locator('.needy .card').first().waitFor()
  await page.screenshot({ path: join(directory, 'page-phone.png') })
} finally {
  await browser.close()
  await server.close()
  await demo.close()
}
process.exit(0)
