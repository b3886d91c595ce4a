import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFleet } from '../../../src/backend/compose-fleet.ts'
import { until } from '../../lab/process.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await startStage({ hosts: 1 })
  vi.stubEnv('XDG_RUNTIME_DIR', stage.env.XDG_RUNTIME_DIR)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await stage.close()
})

test("a terminal's own view is not one of the sessions that are listed", async () => {
  await stage.lab.tmux('lab1', 'new-session', '-d', '-s', 's1', 'cat')
  const visit = stage.start({ target: 'lab1/s1', how: { window: true } })
  await visit.sees('[fleetmux-')
  const fleet = await openFleet({ only: true, remotes: ['lab1'], sshConfig: stage.lab.sshConfig })
  fleet.store.dispatch({ type: 'dial', host: 'lab1' })
  const seen = () => [...(fleet.store.getState().hosts.get('lab1')?.sessions.values() ?? [])]
  await until('sessions', () => seen().length > 0)
  expect(seen().map(session => session.name)).toEqual(['s1'])
  await fleet.close()
  visit.keys('C-b', 'd')
  await visit.ended()
})
