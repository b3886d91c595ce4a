import { expect, test } from 'vitest'
import { bytesText } from '../../../src/state/text/bytes.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [10_200, '10 KiB'],
  [1023 * 1024, '1.0 MiB'],
  [5 * 2 ** 30, '5.0 GiB'],
  [2 ** 60, '1024 PiB'],
])('%i is %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})
