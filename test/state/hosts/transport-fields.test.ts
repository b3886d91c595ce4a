import { expect, test } from 'vitest'
import { changeEntry, toHostConfig } from '../../../src/state/hosts/config-entry.ts'
import { placeKey, placeText, placeTrouble } from '../../../src/state/hosts/transport-fields.ts'

test.each([
  ['docker', {}, 'a docker host needs a container'],
  ['kube', {}, 'a kube host needs a pod or a selector'],
  ['kube', { pod: 'a', selector: 'b=c' }, 'a kube host has a pod or a selector, not both'],
  ['ssh', { container: 'x' }, 'a host of transport ssh has no container'],
  ['docker', { container: '--privileged' }, 'container must be a name of letters'],
  ['docker', { container: 'a\nb' }, 'container must be a name of letters'],
  ['docker', { container: 'a', context: '-x' }, 'context must be'],
  ['docker', { container: 'a', user: '-u' }, 'user must be'],
  ['docker', { container: 'a', workdir: 'here' }, 'workdir must be an absolute path'],
  ['kube', { pod: '-oyaml' }, 'pod must be'],
  ['kube', { selector: '-A' }, 'selector must be'],
  ['kube', { pod: 'a', namespace: '--all' }, 'namespace must be'],
  ['ssh2', { jump: '-oProxyCommand=x' }, 'jump must be'],
  ['ssh2', { jump: 'gate,-oProxyCommand=x' }, 'the name begins with "-"'],
  ['ssh2', { jump: 'gate,me@' }, 'the name is empty'],
  ['ssh2', { jump: 'a$(date)' }, 'the name holds "$"'],
  ['ssh2', { jump: 'gate:0' }, 'must be a number from 1 to 65535'],
] as const)('%s %j is refused', (transport, place, words) => {
  expect(placeTrouble(transport, place)?.message).toContain(words)
})

test.each([
  ['local', {}],
  ['ssh', {}],
  ['ssh2', { jump: 'me@gate:2222,inner' }],
  ['docker', { container: 'web_1.x', context: 'far', user: '1000:users', workdir: '/a b' }],
  ['kube', { pod: 'web-0', context: 'arn:aws:eks:eu-west-1:1:cluster/prod', namespace: 'shop' }],
  ['kube', { selector: 'app=web,tier!=db', container: 'app' }],
] as const)('%s %j is taken', (transport, place) => {
  expect(placeTrouble(transport, place)).toBeNull()
})

test('a place in words, and as a key', () => {
  expect(placeText({ pod: 'web-0', container: 'app', namespace: 'shop' })).toBe('web-0/app in shop')
  expect(placeText({ container: 'api', context: 'far' })).toBe('api of far')
  expect(placeText({})).toBe('')
  expect(placeKey({ pod: 'a' })).not.toBe(placeKey({ container: 'a' }))
})

test.each([
  [{ name: 'a', transport: 'ssh2', address: '-oProxyCommand=x' }, 'begins with "-"'],
  [
    { name: 'a', transport: 'ssh2', address: 'b', jump: 'gate,-x' },
    'a: The jump of the host is invalid.',
  ],
  [{ name: 'a', transport: 'docker' }, 'a docker host needs a container'],
] as const)('%j is no host', (entry, words) => {
  expect(() => toHostConfig(entry)).toThrow(words)
})

test('a host that is called otherwise stays where it is', () => {
  expect(changeEntry({ name: 'a' }, { name: 'b' })).toEqual({ name: 'b', address: 'a' })
  expect(changeEntry({ name: 'a', address: 'x' }, { name: 'b' })).toEqual({
    name: 'b',
    address: 'x',
  })
  expect(changeEntry({ name: 'a', address: 'x' }, { name: 'b', address: null })).toEqual({
    name: 'b',
  })
  const place = { transport: 'docker', container: 'web' } as const
  expect(changeEntry({ name: 'a', ...place }, { name: 'b' })).toEqual({ name: 'b', ...place })
})
