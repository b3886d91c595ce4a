import { describe, expect, test } from 'vitest'
import { newHost } from '../../../src/state/hosts/host.ts'
import { otherServer, otherServerNamed } from '../../../src/state/hosts/other-server.ts'
import type { HostConfig } from '../../../src/state/model/host-config.ts'

const GPU: HostConfig = { name: 'gpu', transport: 'ssh', address: 'ana@gpu:2222', capacity: 4 }
const fleet = (...configs: readonly HostConfig[]) =>
  new Map(configs.map(config => [config.name, newHost(config, 0)]))
const swarm = { ...GPU, name: 'gpu+swarm', socket: 'swarm' }

describe('a server that a host has told of', () => {
  test('is a host of its own, without the room of the machine', () => {
    expect(otherServer(fleet(GPU), 'gpu', 'swarm')).toEqual({
      name: 'gpu+swarm',
      transport: 'ssh',
      address: 'ana@gpu:2222',
      socket: 'swarm',
      joined: 'server',
    })
  })

  test.each<[string, readonly HostConfig[], string]>([
    ['is there by its name', [GPU, swarm], 'gpu'],
    ['is there under another name', [GPU, { ...swarm, name: 'agents' }], 'gpu'],
    ['is there by its path', [GPU, { ...swarm, socket: '/tmp/tmux-1000/swarm' }], 'gpu'],
    ['is told of by one that is such a server itself', [swarm], 'gpu+swarm'],
    ['is on a host that is switched off', [{ ...GPU, disabled: true }], 'gpu'],
    ['is on a host that is gone', [], 'gpu'],
  ])('is not shown where it %s', (_, configs, host) => {
    expect(otherServer(fleet(...configs), host, 'swarm')).toBeNull()
  })

  test('is one of a few: each takes a channel', () => {
    const some = [1, 2, 3, 4, 5, 6].map(
      (each): HostConfig => ({ ...GPU, name: `gpu+${each}`, socket: `${each}`, joined: 'server' }),
    )
    expect(otherServer(fleet(GPU, ...some), 'gpu', 'seven')).toBeNull()
  })
})

test.each([
  ['gpu+swarm', 'ana@gpu:2222', 'swarm'],
  ['h5+claude-swarm-12', 'h5', 'claude-swarm-12'],
  ['me@h5+a', 'me@h5', 'a'],
])('%s names a server of a host', (name, address, socket) => {
  expect(otherServerNamed([GPU], name)).toMatchObject({ name, address, socket })
})

test.each(['gpu', 'me+tag@h5', 'gpu+', '+x', 'gpu+swarm+x'])('%s names none', name => {
  const known = [GPU, { ...swarm }]
  expect(otherServerNamed(known, name)).toBeNull()
})
