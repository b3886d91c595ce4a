import { encode } from 'jpeg-js'
import { PNG } from 'pngjs'
import { expect, test } from 'vitest'
import { readPicture } from '../../../src/backend/host-files/read-picture.ts'

function png(width: number, height: number): Buffer {
  const made = new PNG({ width, height })
  made.data.fill(200)
  return PNG.sync.write(made)
}

test('PNG and JPEG are decoded', () => {
  const found = readPicture(png(30, 20))
  expect(found).toMatchObject({ kind: 'PNG', width: 30, height: 20 })
  expect(found?.pixels.length).toBe(4 * 30 * 20)
  const { data } = encode({ width: 16, height: 8, data: Buffer.alloc(4 * 16 * 8, 90) })
  expect(readPicture(data)).toMatchObject({ kind: 'JPEG', width: 16, height: 8 })
})

test('what is no picture, is cut off, too large or claims to be larger than it is, is none', () => {
  const whole = png(300, 200)
  const huge = Buffer.from(whole)
  huge.writeUInt32BE(100_000, 16)
  const interlaced = Buffer.from(whole)
  interlaced[28] = 1
  const { data } = encode({ width: 640, height: 480, data: Buffer.alloc(4 * 640 * 480, 90) })
  const none = [
    Buffer.from('text'),
    ...[Buffer.alloc(0), whole.subarray(0, 20), whole.subarray(0, 60), huge, interlaced],
    Buffer.concat([data.subarray(0, 200), Buffer.alloc(50, 0xff)]),
  ]
  for (const each of none) expect(readPicture(each)).toBe(null)
})
