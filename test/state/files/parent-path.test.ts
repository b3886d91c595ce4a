import { expect, test } from 'vitest'
import { parentPath } from '../../../src/state/files/parent-path.ts'

test.each([
  ['/srv/app', '/srv'],
  ['/srv/app/', '/srv'],
  ['/srv', '/'],
  ['/', '/'],
  ['/a/..', '/a/../..'],
  ['~/src', '~/src/..'],
  ['src/', 'src/..'],
  ['', '..'],
])('the parent of %j is %j', (directory, parent) => {
  expect(parentPath(directory)).toBe(parent)
})
