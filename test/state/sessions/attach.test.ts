import { expect, test } from 'vitest'
import { newHost } from '../../../src/state/hosts/host.ts'
import { initialState } from '../../../src/state/initial.ts'
import type { Settings } from '../../../src/state/model/settings/settings.ts'
import type { State } from '../../../src/state/model/state.ts'
import { asksStrategy, viaOf } from '../../../src/state/sessions/attach.ts'

const target = (host: string) => ({ host, server: '1:1', pane: '%1' })

function stateWith(settings: Partial<Settings>): State {
  const state = initialState()
  const hosts = new Map([
    ['local', newHost({ name: 'local', transport: 'local' }, 0)],
    ['local+swarm', newHost({ name: 'local+swarm', transport: 'local', socket: 'swarm' }, 0)],
    ['build', newHost({ name: 'build', transport: 'ssh', attach: 'mosh' }, 0)],
    ['gpu', newHost({ name: 'gpu', transport: 'ssh' }, 0)],
  ])
  return { ...state, hosts, settings: { ...state.settings, ...settings } }
}

test('asks once, inside tmux, and only for other tmux servers', () => {
  const inside = stateWith({ inTmux: true })
  expect(asksStrategy(inside, target('gpu'))).toBe(true)
  expect(asksStrategy(inside, target('gpu'), 'auto')).toBe(true)
  expect(asksStrategy(inside, target('gpu'), 'popup')).toBe(false)
  expect(asksStrategy(inside, target('local'))).toBe(false)
  expect(asksStrategy(inside, target('local+swarm'))).toBe(true)
  expect(asksStrategy(stateWith({}), target('gpu'))).toBe(false)
  expect(asksStrategy(stateWith({ inTmux: true, strategy: 'split' }), target('gpu'))).toBe(false)
})

test('the way there is the one that was asked for, else the host has its own, else ssh', () => {
  const state = stateWith({})
  expect(viaOf(state, target('build'))).toBe('mosh')
  expect(viaOf(state, target('build'), 'ssh')).toBe('ssh')
  expect(viaOf(state, target('gpu'))).toBe('ssh')
})
