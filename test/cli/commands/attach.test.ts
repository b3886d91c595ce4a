import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type App, openApp } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'a', '-x', '80', '-y', '20', 'exec cat')
})
afterAll(() => app.close())

test.each([
  [['attach', '--via', 'telnet', 'a'], 'Use ssh or mosh.'],
  [['attach', '--strategy', 'popop', 'a'], 'Did you mean popup?'],
  [['attach', 'a'], 'attach needs a terminal.'],
])('%j is a usage error', async (args, words) => {
  const { code, err } = await app.run(args)
  expect([code, err]).toEqual([2, expect.stringContaining(words)])
})

test('--read-only is a client that tmux takes no keys from; back again it says from where', async () => {
  const live = app.start(['attach', '--read-only', 'a'], { terminal: true })
  const clients = () => app.tmux('list-clients', '-F', '#{client_readonly}')
  // Ours, which only watches, stands there too.
  await until('the client', async () => (await clients()).includes('1'))
  live.child.stdin.write('\x02d')
  const { code, out } = await live.ended
  expect(code).toBe(0)
  expect(out).toContain('Back from local/a.')
})
