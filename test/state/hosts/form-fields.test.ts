import { describe, expect, test } from 'vitest'
import {
  changeEntry,
  entryOf,
  followsSshConfig,
  toHostConfig,
} from '../../../src/state/hosts/config-entry.ts'
import {
  changedFields,
  changeOf,
  checkFields,
  fieldsOf,
} from '../../../src/state/hosts/form-fields.ts'
import type { HostFields } from '../../../src/state/hosts/host-field.ts'

const filled: HostFields = {
  ...fieldsOf(),
  name: 'build',
  host: '10.0.0.7',
  port: '2222',
  user: 'ana',
  key: '~/.ssh/build',
  directory: '~/src',
  environment: 'A=1\nB=x=y',
  tags: 'ci, fast',
  tier: 'L',
  capacity: '4',
  region: 'north',
  attach: 'mosh',
}

describe('the form of a host', () => {
  test('nothing is wrong with what is right, and it comes back as it was', () => {
    expect(checkFields(filled, ['other'])).toEqual({})
    const { name, ...change } = changeOf(filled)
    const host = toHostConfig(changeEntry({ name }, change))
    expect(host).toEqual({
      name: 'build',
      transport: 'ssh',
      address: 'ana@10.0.0.7:2222',
      key: '~/.ssh/build',
      options: { IdentityFile: '~/.ssh/build', IdentitiesOnly: 'yes' },
      directory: '~/src',
      environment: { A: '1', B: 'x=y' },
      tags: ['ci', 'fast'],
      tier: 'l',
      capacity: 4,
      region: 'north',
      attach: 'mosh',
    })
    expect(fieldsOf(host)).toEqual({ ...filled, tier: 'l' })
  })

  test('what is left out is left to ssh', () => {
    const fields = { ...fieldsOf(), name: 'gpu1', host: 'gpu1' }
    expect(checkFields(fields, [])).toEqual({})
    const host = toHostConfig(changeEntry({ name: 'gpu1' }, changeOf(fields)))
    expect(host).toEqual({ name: 'gpu1', transport: 'ssh', address: 'gpu1' })
    expect(followsSshConfig(host)).toBe(true)
    expect(followsSshConfig({ ...host, address: 'gpu1:22' })).toBe(false)
    expect(followsSshConfig({ ...host, key: '~/.ssh/k' })).toBe(false)
  })

  test.each([
    ['ana@10.0.0.7:2222', 'ana@10.0.0.7:2222'],
    ['ssh://ana@build:22', 'ana@build:22'],
    ['[fe80::1]:2222', '[fe80::1]:2222'],
    ['fe80::1', '[fe80::1]'],
  ])('a host may contain its user and port: %s', (host, address) => {
    const fields = { ...fieldsOf(), name: 'gpu1', host }
    expect(checkFields(fields, [])).toEqual({})
    expect(changeOf(fields).address).toBe(address)
  })

  test('a user or a port is given once', () => {
    const fields = { ...fieldsOf(), name: 'gpu1', host: 'ana@h:22', user: 'bo', port: '23' }
    expect(checkFields(fields, [])).toEqual({
      user: 'Host already contains a user',
      port: 'Host already contains a port',
    })
  })

  test('an empty form says what it needs', () => {
    expect(checkFields(fieldsOf(), [])).toEqual({
      name: 'Name is required',
      host: 'Host is required',
    })
  })

  test.each([
    ['name', 'local', 'local means this machine'],
    ['name', 'other', 'The host other already exists'],
    ['name', '-x', 'A name must not begin with "-"'],
    ['name', 'a b', 'A name must not contain " "'],
    ['name', 'a\nb', 'A name must not contain "\\n"'],
    ['host', '-oProxyCommand=x', 'the name begins with "-"'],
    ['host', 'a b', 'the name holds " "'],
    ['port', '0', 'Port must be between 1 and 65535'],
    ['port', 'ssh', 'Port must be between 1 and 65535'],
    ['user', '-l', 'the user begins with "-"'],
    ['key', 'a"b', 'A key path must not contain quotes or control characters'],
    ['directory', 'src', 'A directory begins with / or ~/'],
    ['environment', 'A=1\n2B=1', '"2B" is not the name of an environment variable'],
    ['environment', 'A B=1', '"A B" is not the name of an environment variable'],
    ['environment', 'A', '"A" is not NAME=value'],
    ['tier', 'xxl', 'A tier is s, m, l or xl'],
    ['capacity', '1.5', 'Capacity must be between 1 and 1000'],
    ['attach', 'rsh', 'Attach by ssh or mosh'],
  ] as const)('%s %j: %s', (field, text, message) => {
    expect(checkFields({ ...filled, [field]: text }, ['other'])).toEqual({ [field]: message })
  })

  test.each([
    ['ssh2', 'jump', 'a b', 'Jump must be [user@]name[:port], separated by commas'],
    ['docker', 'container', '--privileged', 'Container must be a name of letters'],
    ['docker', 'container', '', 'A docker host needs a container'],
    ['docker', 'context', '-x', 'Context must be a word that begins with a letter or digit'],
    ['docker', 'user', 'a b', 'User must be USER, UID or USER:GROUP'],
    ['docker', 'workdir', 'src', 'Workdir must be an absolute path'],
    ['docker', 'name', 'a;b', 'the name holds ";"'],
    ['kube', 'pod', 'API_0', 'Pod must be a name of lower-case letters, digits, "." and "-"'],
    ['kube', 'pod', '', 'A kube host needs a pod or a selector'],
    ['kube', 'selector', 'app=x', 'A kube host has a pod or a selector, not both'],
    ['kube', 'container', 'a/b', 'Container must be a name of letters'],
    ['kube', 'namespace', 'Shop', 'Namespace must be a name of lower-case letters, digits and "-"'],
    ['kube', 'context', 'a b', 'Context must be a word'],
  ] as const)('%s: %s %j: %s', (transport, field, text, message) => {
    const right = { ...fieldsOf(), name: 'n', host: 'h', container: 'c', pod: 'p', transport }
    expect(checkFields(right, [])).toEqual({})
    expect(checkFields({ ...right, [field]: text }, [])).toEqual({
      [field]: expect.stringContaining(message),
    })
  })

  test.each([
    { name: 'way', transport: 'ssh2', address: 'ana@h:22', jump: 'a,b@c:2222', key: '/k' },
    {
      name: 'web',
      transport: 'docker',
      container: 'w',
      context: 'far',
      user: '1:2',
      workdir: '/w',
    },
    { name: 'pod', transport: 'kube', pod: 'p', namespace: 'n', context: 'c', container: 'k' },
    { name: 'any', transport: 'kube', selector: 'app=x,!old', tags: ['a'] },
  ] as const)('%j comes back as it was', entry => {
    const fields = fieldsOf(toHostConfig(entry))
    expect(checkFields(fields, [])).toEqual({})
    const { name, ...change } = changeOf(fields)
    expect(changeEntry({ name }, change)).toEqual(entry)
  })

  test('another kind takes out what belonged to the one before', () => {
    const before = fieldsOf(toHostConfig({ name: 'web', transport: 'docker', container: 'w' }))
    const after = { ...before, transport: 'ssh', host: 'example.org' }
    expect(changedFields(changeOf(before), changeOf(after))).toEqual({
      transport: null,
      container: null,
      address: 'example.org',
    })
    const back = changedFields(changeOf(after), changeOf(before))
    expect(back).toEqual({ transport: 'docker', container: 'w', address: null })
  })

  test('an IPv6 address, with its brackets or without', () => {
    for (const host of ['fe80::1', '[fe80::1]']) {
      expect(checkFields({ ...filled, host }, [])).toEqual({})
      expect(changeOf({ ...filled, host }).address).toBe('ana@[fe80::1]:2222')
    }
  })

  test('an entry and the host that it means are two ways to say one thing', () => {
    const entry = { name: 'off', address: 'x', enabled: false, default: true, key: '/k' }
    expect(entryOf(toHostConfig(entry))).toEqual(entry)
  })
})
