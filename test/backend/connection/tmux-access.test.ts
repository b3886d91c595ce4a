import { expect, test } from 'vitest'
import type { SessionMonitor } from '../../../src/backend/connection/session-monitor.ts'
import { createTmuxAccess } from '../../../src/backend/connection/tmux-access.ts'
import type { Channel } from '../../../src/backend/tmux/channel/channel.ts'

test('a server that has just ended is not waited for: it has no sessions', async () => {
  let isServed = true
  const access = createTmuxAccess({
    host: 'local',
    deadline: 100_000,
    monitor: { now: () => null, begun: () => new Promise(() => {}) } as unknown as SessionMonitor,
    channel: () => ({}) as Channel,
    isServed: () => isServed,
    started: () => {},
  })
  const sessions = access.sessions()
  setTimeout(() => {
    isServed = false
  }, 100)
  expect(await sessions).toEqual([])
})
