import { expect, test } from 'vitest'
import { readHomePath } from '../../../src/cli/args/host-path.ts'

test.each([
  ['gpu1', 'gpu1', ''],
  ['gpu1:', 'gpu1', ''],
  ['gpu1:src/app', 'gpu1', '~/src/app'],
  ['gpu1:/srv/a:b', 'gpu1', '/srv/a:b'],
  ['gpu1:~/x', 'gpu1', '~/x'],
  ['gpu1:2222', 'gpu1:2222', ''],
  ['me@gpu1:2222:/srv', 'me@gpu1:2222', '/srv'],
  ['[::1]:/srv', '[::1]', '/srv'],
  ['me@[fe80::1]:22:x', 'me@[fe80::1]:22', '~/x'],
  ['', '', ''],
])('%s', (text, address, path) => {
  expect(readHomePath(text)).toEqual({ address, path })
})
