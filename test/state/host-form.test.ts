import { describe, expect, test } from 'vitest'
import { changed, entryOf, followsSshConfig, toHostConfig } from '../../src/state/host-entry.ts'
import { changeOf, checkFields, fieldsOf, type HostFields } from '../../src/state/host-form.ts'

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
    const host = toHostConfig(changed({ name }, change))
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
    const host = toHostConfig(changed({ name: 'gpu1' }, changeOf(fields)))
    expect(host).toEqual({ name: 'gpu1', transport: 'ssh', address: 'gpu1' })
    expect(followsSshConfig(host)).toBe(true)
    expect(followsSshConfig({ ...host, address: 'gpu1:22' })).toBe(false)
    expect(followsSshConfig({ ...host, key: '~/.ssh/k' })).toBe(false)
  })

  test('an empty form says what it needs', () => {
    expect(checkFields(fieldsOf(), [])).toEqual({
      name: 'Name is required',
      host: 'Host is required',
    })
  })

  test.each([
    ['name', 'local', 'local means this machine'],
    ['name', 'other', 'There is a host other already'],
    ['name', '-x', 'A name may not begin with "-"'],
    ['name', 'a b', 'A name may not hold " "'],
    ['name', 'a\nb', 'A name may not hold "\\n"'],
    ['host', '-oProxyCommand=x', 'the name begins with "-"'],
    ['host', 'a b', 'the name holds " "'],
    ['port', '0', 'Port must be between 1 and 65535'],
    ['port', 'ssh', 'Port must be between 1 and 65535'],
    ['user', '-l', 'the user begins with "-"'],
    ['key', 'a"b', 'A key path may not hold a quote or control character'],
    ['directory', 'src', 'A directory begins with / or ~/'],
    ['environment', 'A=1\n2B=1', '"2B" is not the name of an environment variable'],
    ['environment', 'A B=1', '"A B" is not the name of an environment variable'],
    ['environment', 'A', '"A" is no NAME=value'],
    ['tier', 'xxl', 'A tier is s, m, l or xl'],
    ['capacity', '1.5', 'Capacity must be between 1 and 1000'],
    ['attach', 'rsh', 'Attach by ssh or mosh'],
  ] as const)('%s %j: %s', (field, text, message) => {
    expect(checkFields({ ...filled, [field]: text }, ['other'])).toEqual({ [field]: message })
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
