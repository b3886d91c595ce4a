import { describe, expect, test } from 'vitest'
import { newHost } from '../../../src/state/hosts/host.ts'
import {
  otherServer,
  otherServerNamed,
  unshownText,
  withUnshown,
} from '../../../src/state/hosts/other-server.ts'
import type { HostConfig } from '../../../src/state/model/host-config.ts'
import { update } from '../../../src/state/update.ts'
import { fleet, later, SERVER } from '../fleet.ts'

const GPU: HostConfig = { name: 'gpu', transport: 'ssh', address: 'ana@gpu:2222', capacity: 4 }
const hostsOf = (...configs: readonly HostConfig[]) =>
  new Map(configs.map(config => [config.name, newHost(config, 0)]))
const SWARM = { server: 'swarm', socket: 'swarm' }
const swarm = { ...GPU, name: 'gpu+swarm', socket: 'swarm' }

describe('a server that a host has told of', () => {
  test('is a host of its own, without the room of the machine', () => {
    expect(otherServer(hostsOf(GPU), 'gpu', SWARM)).toEqual({
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
    expect(otherServer(hostsOf(...configs), host, SWARM)).toBeNull()
  })

  test('may be at a path that only the host knows', () => {
    const found = { server: 'tm', socket: '/home/ana/tm/tmux-1000/default' }
    const config = otherServer(hostsOf(GPU), 'gpu', found)
    expect(config).toMatchObject({ name: 'gpu+tm', socket: found.socket })
    const same = { ...GPU, name: 'mine', socket: found.socket }
    expect(otherServer(hostsOf(GPU, same), 'gpu', found)).toBeNull()
    const elsewhere = { ...GPU, name: 'mine', socket: '/tmp/tmux-1000/default' }
    expect(otherServer(hostsOf(GPU, elsewhere), 'gpu', found)).not.toBeNull()
  })

  test('is a host while it runs', () => {
    const up = later(
      fleet({ gpu: [] }),
      { type: 'other-server', host: 'gpu', ...SWARM },
      { type: 'server', host: 'gpu+swarm', server: SERVER },
    )
    expect([...up.hosts.keys()]).toContain('gpu+swarm')
    const over = update(up, { type: 'server', host: 'gpu+swarm', server: { state: 'none' } }, 0)
    expect([...over.state.hosts.keys()]).not.toContain('gpu+swarm')
    expect(over.commands).toEqual([{ type: 'hang-up', host: 'gpu+swarm' }])
  })

  test('is one of a few: each takes a channel', () => {
    const some = [1, 2, 3, 4, 5, 6].map(
      (each): HostConfig => ({ ...GPU, name: `gpu+${each}`, socket: `${each}`, joined: 'server' }),
    )
    const found = { server: 'seven', socket: 'seven' }
    expect(otherServer(hostsOf(GPU, ...some), 'gpu', found)).toBe('tooMany')
    const told = withUnshown(newHost(GPU, 0), 'seven')
    expect(unshownText(withUnshown(told, 'eight'))).toBe(
      'gpu: 2 more tmux servers run on this host (not shown): seven, eight. To list the sessions of one of them: `fleetmux ls --host gpu+seven`.',
    )
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
