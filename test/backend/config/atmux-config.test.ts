import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type AtmuxPlaces,
  atmuxPlaces,
  readAtmux,
} from '../../../src/backend/config/atmux-config.ts'
import { importAtmux } from '../../../src/backend/hosts/import-hosts.ts'
import { FailureError } from '../../../src/state/model/failure.ts'

let dir = ''
let places: AtmuxPlaces

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fma-'))
  places = { global: join(dir, 'config'), local: join(dir, '.agent-tmux.conf') }
  return () => rmSync(dir, { recursive: true, force: true })
})

const write = (where: keyof AtmuxPlaces, ...lines: string[]) =>
  writeFileSync(places[where], lines.join('\n'))
const seen = () =>
  readAtmux(places).map(({ name, address, attach = 'ssh' }) => `${name} ${address} ${attach}`)

function slip(): string {
  try {
    readAtmux(places)
  } catch (error) {
    if (error instanceof FailureError) return error.failure.what
    throw error
  }
  return 'none'
}

test('its files are where atmux has them', () => {
  const { global, local } = atmuxPlaces({ HOME: '/home/ada', XDG_CONFIG_HOME: '/x' }, '/work')
  expect(local).toBe('/work/.agent-tmux.conf')
  const expected =
    process.platform === 'darwin'
      ? '/home/ada/Library/Application Support/atmux/config'
      : '/x/atmux/config'
  expect(global).toBe(expected)
  if (process.platform !== 'darwin')
    expect(atmuxPlaces({ HOME: '/home/ada' }, '/w').global).toBe('/home/ada/.config/atmux/config')
})

describe('the grammar', () => {
  test('directives belong to the host above them; all the rest is passed over', () => {
    write(
      'local',
      '# remote_host:no',
      '',
      'agent:claude --continue',
      'no colon here',
      'toString:x',
      '  remote_host : ada@build.example.com  ',
      'window:remote',
      'remote_alias:build',
      'remote_port:2201',
      'remote_attach: MOSH ',
      'remote_host:gpu\r',
    )
    expect(seen()).toEqual(['build ada@build.example.com:2201 mosh', 'gpu gpu ssh'])
    expect(readAtmux(places)[0]?.from).toBe(places.local)
  })

  test('an IPv6 address is written as ours are', () => {
    write('local', 'remote_host:ada@fe80::1', 'remote_alias:six', 'remote_port:22')
    expect(seen()).toEqual(['six ada@[fe80::1]:22 ssh'])
  })

  test('no files, no hosts', () => expect(readAtmux(places)).toEqual([]))
})

describe('the merge', () => {
  test('the local file overrides by host or alias, either way round, and keeps the place', () => {
    write(
      'global',
      'remote_host:one.example.com',
      'remote_alias:one',
      'remote_host:two',
      'remote_host:three',
      'remote_alias:3',
    )
    write(
      'local',
      'remote_host:new',
      'remote_host:other.example.com',
      'remote_alias:two',
      'remote_host:one.example.com',
      'remote_attach:mosh',
    )
    expect(seen()).toEqual([
      'one.example.com one.example.com mosh',
      'two other.example.com ssh',
      '3 three ssh',
      'new new ssh',
    ])
  })
})

describe('what is wrong is said in its words, with file and line', () => {
  test.each([
    ['remote_host:', 1, 'remote_host requires a host value'],
    ['remote_alias:x', 1, 'remote_alias requires a preceding remote_host'],
    ['remote_port:22', 1, 'remote_port requires a preceding remote_host'],
    ['remote_attach:ssh', 1, 'remote_attach requires a preceding remote_host'],
    ['remote_host:h\nremote_alias:', 2, 'remote_alias requires a value'],
    ['remote_host:h\nremote_port:x', 2, 'invalid remote_port "x"'],
    ['remote_host:h\nremote_port:0', 2, 'invalid remote_port "0"'],
    ['remote_host:h\n\nremote_attach:telnet', 3, "remote_attach must be 'ssh' or 'mosh'"],
    [
      '\nremote_host:-oProxyCommand=x',
      2,
      'invalid remote_host: "-oProxyCommand=x" is not the address of a host (the name begins with "-")',
    ],
    ['remote_host:h\nremote_alias:local', 1, 'local is the name of this machine'],
    ['remote_host:h\nremote_alias:a/b', 1, 'a name must not contain "/": a/b'],
  ])('%j', (text, line, what) => {
    write('global', text)
    expect(slip()).toBe(`${places.global}:${line}: ${what}.`)
  })
})

describe('importing', () => {
  const path = () => join(dir, 'ours/config.json')
  const ours = (value: object) => {
    mkdirSync(join(dir, 'ours'))
    writeFileSync(path(), JSON.stringify(value, null, 2))
  }
  const read = () => JSON.parse(readFileSync(path(), 'utf8'))

  test('writes the hosts, and keeps all else; what stands there already stays', async () => {
    ours({ theme: 'light', hosts: [{ name: 'gpu', address: 'mine', enabled: false, capacity: 3 }] })
    write(
      'global',
      'remote_host:ada@build',
      'remote_alias:build',
      'remote_attach:mosh',
      'remote_host:gpu',
      'remote_host:x',
    )
    const event = await importAtmux(places, path())
    expect(event).toMatchObject({
      type: 'did',
      text: `Added build, x to ${path()}. Already in the configuration, and not changed: gpu.`,
    })
    expect(read()).toEqual({
      theme: 'light',
      hosts: [
        { name: 'gpu', address: 'mine', enabled: false, capacity: 3 },
        { name: 'build', address: 'ada@build', attach: 'mosh' },
        { name: 'x' },
      ],
    })
    await importAtmux(places, path())
    expect(read().hosts).toHaveLength(3)
  })

  test('makes the file where there is none', async () => {
    mkdirSync(join(dir, 'ours'))
    write('local', 'remote_host:gpu')
    await importAtmux(places, path())
    expect(read()).toEqual({ hosts: [{ name: 'gpu' }] })
  })

  test('a file of ours that cannot be read is left as it is', async () => {
    mkdirSync(join(dir, 'ours'))
    writeFileSync(path(), '{ "hosts": [')
    write('local', 'remote_host:gpu')
    await expect(importAtmux(places, path())).rejects.toThrow(`${path()}:1:`)
    expect(readFileSync(path(), 'utf8')).toBe('{ "hosts": [')
  })

  test('where atmux has no hosts it says where it looked', async () => {
    await expect(importAtmux(places, path())).rejects.toThrow(
      'The configuration of atmux has no remote host.',
    )
  })
})

test('a file of more hosts than anybody has is refused at its line', () => {
  const host = (_: unknown, at: number) => `remote_host:h${at}`
  write('local', ...Array.from({ length: 1000 }, host))
  expect(readAtmux(places)).toHaveLength(1000)
  write('local', ...Array.from({ length: 1001 }, host))
  expect(() => readAtmux(places)).toThrow(/:1001: more than 1000 hosts/)
})
