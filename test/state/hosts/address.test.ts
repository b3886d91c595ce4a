import { expect, test } from 'vitest'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { FailureError } from '../../../src/state/model/failure.ts'

test.each([
  ['box', { name: 'box' }],
  ['me@box', { user: 'me', name: 'box' }],
  ['box:2222', { name: 'box', port: 2222 }],
  ['me@box.example.org:22', { user: 'me', name: 'box.example.org', port: 22 }],
  ['me@corp.example@box', { user: 'me@corp.example', name: 'box' }],
  ['10.0.0.7:1', { name: '10.0.0.7', port: 1 }],
  ['[::1]', { name: '::1' }],
  ['::1', { name: '::1' }],
  ['me@fe80::1%eth0', { user: 'me', name: 'fe80::1%eth0' }],
  ['2001:db8:0:1:2:3:4:5', { name: '2001:db8:0:1:2:3:4:5' }],
  ['::ffff:10.0.0.1', { name: '::ffff:10.0.0.1' }],
  ['CORP\\ana@box', { user: 'CORP\\ana', name: 'box' }],
  ['me@[fe80::1%eth0]:2222', { user: 'me', name: 'fe80::1%eth0', port: 2222 }],
])('%s is an address', (written, parts) => {
  expect(parseAddress(written)).toEqual({ written, ...parts })
})

test.each([
  ['ssh://root@h:22', 'root@h:22'],
  ['ssh://h/', 'h'],
  ['SSH://me@[::1]:2222', 'me@[::1]:2222'],
  ['ssh://me%40corp@h:22', 'me@corp@h:22'],
  ['ssh://me;fingerprint=ssh-ed25519-x@h', 'me@h'],
  ['ssh://h:', 'h'],
  ['ssh://me@h:/', 'me@h'],
])('%s is written %s here', (uri, written) => {
  expect(parseAddress(uri)).toEqual(parseAddress(written))
})

test.each([
  ['ssh://', 'empty'],
  ['ssh:///', 'empty'],
  ['ssh://h/s1', 'holds "/"'],
  ['', 'empty'],
  ['@box', 'user is empty'],
  ['me@', 'name is empty'],
  ['-oProxyCommand=sh', 'begins with "-"'],
  ['me@-oProxyCommand=sh', 'begins with "-"'],
  ['-l@box', 'begins with "-"'],
  ['a/b', 'holds "/"'],
  ['a b', 'holds " "'],
  ['a\nb', 'holds "\\n"'],
  ['a\x1bb', 'holds'],
  ['a\u202eb', 'holds'],
  ['a;b', 'holds ";"'],
  ['$(id)', 'holds "$"'],
  ["me'@box", 'holds "\'"'],
  ['[-x]:22', 'holds "["'],
  ['box:', 'port is ""'],
  ['box:0', 'from 1 to 65535'],
  ['box:65536', 'from 1 to 65535'],
  ['box:22x', 'from 1 to 65535'],
  ['[::1]:', 'port is ""'],
  ['10.0.0.7:22:33', 'brackets'],
  ['1:2:3', 'brackets'],
  [':::', 'brackets'],
  ['1::2::3', 'brackets'],
  ['ana\\@box', 'holds'],
  ['ssh://me%3Byou@h', 'holds ";"'],
])('%j is refused as misspelt', (written, why) => {
  const failed = () => parseAddress(written)
  expect(failed).toThrow(FailureError)
  expect(failed).toThrow(why)
})

test('a refusal is a usage failure that says how to write it', () => {
  try {
    parseAddress('-x')
    expect.unreachable()
  } catch (thrown) {
    expect(thrown).toMatchObject({
      failure: { kind: 'usage', hint: 'Use the form [user@]name[:port].' },
    })
  }
})
