import { decode } from 'jpeg-js'
import { PNG } from 'pngjs'
import type { Picture } from '../../state/files/picture.ts'

/**
 * Maximum number of pixels; a larger picture is not decoded. Decoding blocks the screen, for half a second at this
 * size, and a few kilobytes may contain a picture that fills the memory.
 */
const MOST_PIXELS = 6_000_000
const MEGAPIXEL = 1_000_000

const PNG_START = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/**
 * Decodes a PNG or JPEG. null: it is neither, it is damaged, or it is too large to be decoded safely.
 */
export function readPicture(bytes: Uint8Array): Picture | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (data.subarray(0, 8).equals(PNG_START)) return readPng(data)
  if (data[0] === 0xff && data[1] === 0xd8 && data[2] === 0xff) return readJpeg(data)
  return null
}

function readPng(data: Buffer): Picture | null {
  if (data.length < 33) return null
  const [wide, high, interlace] = [data.readUInt32BE(16), data.readUInt32BE(20), data[28]]
  // The decoder limits the memory of a picture only if it is not interlaced.
  if (wide * high > MOST_PIXELS || interlace !== 0) return null
  return decoded('PNG', () => PNG.sync.read(data))
}

function readJpeg(data: Buffer): Picture | null {
  const limits = { maxResolutionInMP: MOST_PIXELS / MEGAPIXEL, maxMemoryUsageInMB: 256 }
  return decoded('JPEG', () => decode(data, { ...limits, useTArray: true }))
}

interface Decoded {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** The decoders throw errors of any kind where a file is damaged. */
function decoded(kind: Picture['kind'], decode: () => Decoded): Picture | null {
  try {
    const { width, height, data } = decode()
    return width > 0 && height > 0 ? { kind, width, height, pixels: data } : null
  } catch {
    return null
  }
}
