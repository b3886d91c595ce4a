import { expect, test } from 'vitest'
import { nameOfHost } from '../../../src/state/hosts/name.ts'
import type { HostConfig } from '../../../src/state/model/host-config.ts'

const hosts: readonly HostConfig[] = [
  { name: 'local', transport: 'local' },
  { name: 'h1', transport: 'ssh', address: 'root@127.0.1.1:2222' },
  { name: 'two', transport: 'ssh', address: 'box:1' },
  { name: 'three', transport: 'ssh', address: 'box:2' },
  { name: 'plain', transport: 'ssh', address: 'me@far' },
  { name: 'far-2', transport: 'ssh', address: 'me@far:2' },
  { name: 'c', transport: 'docker', container: 'c' },
]

test.each([
  ['h1', 'h1'],
  ['root@127.0.1.1:2222', 'h1'],
  ['ssh://root@127.0.1.1:2222', 'h1'],
  ['root@127.0.1.1', 'h1'],
  ['root@127.0.1.1:22', 'root@127.0.1.1:22'],
  ['127.0.1.1', '127.0.1.1'],
  ['box:2', 'three'],
  ['box', 'box'],
  ['me@far', 'plain'],
  ['me@far:2', 'far-2'],
  ['new@host', 'new@host'],
  ['-x', '-x'],
])('%s is %s', (written, name) => {
  expect(nameOfHost(hosts, written)).toBe(name)
})
