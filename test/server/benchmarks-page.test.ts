import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installBencher } from '../lab/agents/install-agent.ts'
import { capture } from '../lab/process.ts'
import { startTestServer, type TestServer } from './server.ts'

let server: TestServer
let browser: Browser
let config: string
beforeEach(async () => {
  server = await startTestServer([], {
    async before(app) {
      const home = app.environment['HOME'] ?? ''
      await installBencher(home, ['amp'])
      const repo = join(home, 'repo')
      await mkdir(repo)
      const git = ['-C', repo, '-c', 'user.name=A', '-c', 'user.email=a@b.c']
      await capture('git', [...git, 'init', '-q'])
      await capture('git', [...git, 'commit', '-q', '--allow-empty', '-m', 'First'])
      config = join(home, 'page.yaml')
      await writeFile(
        config,
        `version: 1
name: From the page
models: { default: {} }
suites:
  - id: smoke
    cases: [{ id: one, repo: ${repo}, prompt: "case=one solves=1", script_command: "test -f solve.txt" }]
`,
      )
    },
  })
  browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
})
afterEach(async () => {
  await browser?.close()
  await server?.close()
})

test('at /benchmarks a token and a path start one, and its matrix fills', async () => {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(90_000)
  page.on('pageerror', error => {
    throw error
  })
  const { json } = await server.ask('/api/v1/pairings', { body: { role: 'admin' } })
  await page.goto(`${server.url}/benchmarks#pair=${json.data.code}`)
  await page.getByLabel("Path of the YAML file on the server's machine").fill(config)
  await page.getByRole('button', { name: 'Run' }).click()
  await page.locator('td', { hasText: /^\+ / }).waitFor()
  await page.locator('th', { hasText: /^default 1\/1$/ }).waitFor()
  expect(await page.locator('th', { hasText: 'smoke/one' }).count()).toBe(1)
})
