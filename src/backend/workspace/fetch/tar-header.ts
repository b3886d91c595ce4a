/** One entry of a tar archive as described by its header. The values are not checked yet. */
export interface TarHeader {
  readonly name: string
  /** Bytes of content that follow the header. */
  readonly size: number
  /** `0`: a file; `5`: a directory; `x` and `L`: describes the next entry. */
  readonly type: string
}

export const TAR_BLOCK = 512

/** Parses one block; null: the block is all zeros, which ends an archive, or is no valid header. */
export function readTarHeader(block: Buffer): TarHeader | null {
  if (block.length < TAR_BLOCK || !isChecked(block)) return null
  const size = numberAt(block, 124, 12)
  if (size === null) return null
  const name = textAt(block, 0, 100)
  // POSIX tar has a path prefix in these bytes, GNU tar other fields.
  const prefix = textAt(block, 257, 8) === 'ustar' ? textAt(block, 345, 155) : ''
  const type = textAt(block, 156, 1) || '0'
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, type: type === '7' ? '0' : type }
}

/** The path in an extended header of pax (`LENGTH path=VALUE\n`); undefined if the header has no path. */
export function paxPath(content: Buffer): string | undefined {
  const records = content.toString('utf8').matchAll(/^\d+ path=(.*)$/gm)
  return [...records].at(-1)?.[1]
}

function isChecked(block: Buffer): boolean {
  const told = numberAt(block, 148, 8)
  let sum = 0
  for (const [at, byte] of block.subarray(0, TAR_BLOCK).entries())
    sum += at >= 148 && at < 156 ? 32 : byte
  return told === sum
}

function numberAt(block: Buffer, at: number, length: number): number | null {
  const text = textAt(block, at, length).trim()
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : null
}

function textAt(block: Buffer, at: number, length: number): string {
  const bytes = block.subarray(at, at + length)
  const end = bytes.indexOf(0)
  return bytes.subarray(0, end < 0 ? length : end).toString('utf8')
}
