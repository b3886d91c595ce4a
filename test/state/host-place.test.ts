import { expect, test } from 'vitest'
import { placeKey, placeTrouble, placeWords } from '../../src/state/host-place.ts'

test.each([
  ['docker', {}, 'a docker host needs a container'],
  ['kube', {}, 'a kube host needs a pod or a selector'],
  ['kube', { pod: 'a', selector: 'b=c' }, 'a kube host has a pod or a selector, not both'],
  ['ssh', { container: 'x' }, 'a host of transport ssh has no container'],
  ['docker', { container: '--privileged' }, 'container must be letters'],
  ['docker', { container: 'a\nb' }, 'container must be letters'],
  ['docker', { container: 'a', context: '-x' }, 'context must be'],
  ['docker', { container: 'a', user: '-u' }, 'user must be'],
  ['docker', { container: 'a', workdir: 'here' }, 'workdir must be an absolute path'],
  ['kube', { pod: '-oyaml' }, 'pod must be'],
  ['kube', { selector: '-A' }, 'selector must be'],
  ['kube', { pod: 'a', namespace: '--all' }, 'namespace must be'],
  ['ssh2', { jump: '-oProxyCommand=x' }, 'jump must be'],
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
  expect(placeWords({ pod: 'web-0', container: 'app', namespace: 'shop' })).toBe(
    'web-0/app in shop',
  )
  expect(placeWords({ container: 'api', context: 'far' })).toBe('api of far')
  expect(placeWords({})).toBe('')
  expect(placeKey({ pod: 'a' })).not.toBe(placeKey({ container: 'a' }))
})
