import { expect, test } from 'vitest'
import { isAllowedHost, isLoopback } from '../../../src/server/access/allowed-host.ts'

const alone = { listen: '127.0.0.1', names: [] }

test.each(['localhost', 'localhost:1', '127.0.0.1:65535', '[::1]:8000', 'LocalHost:7760'])(
  '%j is ours',
  host => {
    expect(isAllowedHost(host, alone)).toBe(true)
  },
)

test.each([
  undefined,
  '',
  ':7760',
  'localhost:',
  'localhost:x',
  'localhost:123456',
  'localhost.',
  'x@localhost',
  'localhost evil',
  '127.0.0.2',
  '[::1',
  '::1',
  'evil',
  '10.0.0.1',
  '0.0.0.0',
  '[::ffff:127.0.0.1]',
])('%j is not', host => {
  expect(isAllowedHost(host, alone)).toBe(false)
})

test('a name that was allowed is ours, whatever its case', () => {
  expect(isAllowedHost('Box.lan:80', { listen: '0.0.0.0', names: ['box.LAN'] })).toBe(true)
})

test('an address is ours where we listen on it', () => {
  expect(isAllowedHost('10.1.2.3', { listen: '10.1.2.3', names: [] })).toBe(true)
  expect(isAllowedHost('10.1.2.4', { listen: '10.1.2.3', names: [] })).toBe(false)
  expect(isAllowedHost('203.0.113.7', { listen: '0.0.0.0', names: [] })).toBe(false)
})

test.each([
  ['localhost', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.evil', false],
])('%s is this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
