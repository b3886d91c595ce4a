import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, type Live, openApp } from '../cli/app.ts'
import { capture, until } from '../lab/process.ts'
import { endServer } from './server.ts'

let app: App
let live: Live
let url: string

beforeEach(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'api', '-x', '80', '-y', '20', 'exec cat')
  // As at a user's, whose XDG variables are not set.
  live = app.start(['server', '--port', '0'], { env: { XDG_STATE_HOME: '' } })
  url = await until('the address', () => /Server running at (\S+)/.exec(live.out())?.[1])
})
afterEach(async () => {
  await endServer(live.child)
  await app.close()
})

test('the curl lines of docs/server.md run as they stand, but for the port', async () => {
  const text = await readFile('docs/server.md', 'utf8')
  const lines = text.split('\n').filter(line => /^(TOKEN=|curl )/.test(line))
  expect(lines.length).toBeGreaterThan(5)
  const port = new URL(url).port
  const setting = lines.find(line => line.startsWith('TOKEN='))
  await until('the session', async () => {
    const list = `${setting}\ncurl -s -H "Authorization: Bearer $TOKEN" ${url}/api/v1/sessions`
    return (await capture('sh', ['-c', list], { env: app.environment })).includes('local/api')
  })
  for (const line of lines.filter(each => each.startsWith('curl '))) {
    const isStream = line.includes('/streams/')
    const asked = line
      .replaceAll(':7760', `:${port}`)
      .replace('curl ', `curl -sS ${isStream ? '--max-time 2 ' : ''}`)
    const out = await capture('sh', ['-c', `${setting}\n${asked} || [ $? = 28 ]`], {
      env: app.environment,
    })
    expect([line, out.includes(isStream ? '"type":"connected"' : '"success":true')]).toEqual([
      line,
      true,
    ])
  }
})
