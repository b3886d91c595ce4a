import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** The server's end of a WebSocket: just as much as exec takes. */
export interface Socket {
  send(bytes: Buffer): boolean
  close(): void
  readonly raw: Duplex
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Answers the upgrade and tells of every whole binary message. */
export function upgrade(
  request: IncomingMessage,
  raw: Duplex,
  protocol: string,
  hear: (message: Buffer) => void,
): Socket {
  const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${MAGIC}`)
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${key.digest('base64')}`,
    `Sec-WebSocket-Protocol: ${protocol}`,
  ]
  raw.write(`${lines.join('\r\n')}\r\n\r\n`)
  let held = Buffer.alloc(0)
  const send = (opcode: number, bytes: Buffer) =>
    raw.writable ? raw.write(Buffer.concat([header(opcode, bytes.length), bytes])) : true
  let parts: Buffer[] = []
  raw.on('error', () => raw.destroy())
  raw.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk])
    for (let frame = take(held); frame; frame = take(held)) {
      held = held.subarray(frame.size)
      if (frame.opcode === 9) send(10, frame.bytes)
      else if (frame.opcode === 8) raw.end()
      else if (frame.opcode < 3) {
        parts.push(frame.bytes)
        if (frame.isLast) hear(Buffer.concat(parts.splice(0)))
      }
    }
  })
  parts = []
  return {
    raw,
    send: bytes => send(2, bytes),
    close() {
      send(8, Buffer.from([3, 232]))
      raw.end()
    },
  }
}

function header(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode
  if (length < 126) return Buffer.from([first, length])
  const long = length > 65_535
  const bytes = Buffer.alloc(long ? 10 : 4)
  bytes[0] = first
  bytes[1] = long ? 127 : 126
  if (long) bytes.writeBigUInt64BE(BigInt(length), 2)
  else bytes.writeUInt16BE(length, 2)
  return bytes
}

/** The first whole frame of a client, whose bytes are masked. */
function take(held: Buffer) {
  if (held.length < 2) return null
  const short = (held[1] ?? 0) & 0x7f
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0
  if (held.length < 6 + wide) return null
  const length =
    wide === 2 ? held.readUInt16BE(2) : wide === 8 ? Number(held.readBigUInt64BE(2)) : short
  const size = 6 + wide + length
  if (held.length < size) return null
  const mask = held.subarray(2 + wide, 6 + wide)
  const bytes = Buffer.from(held.subarray(6 + wide, size))
  for (let i = 0; i < length; i++) bytes[i] = (bytes[i] ?? 0) ^ (mask[i % 4] ?? 0)
  const first = held[0] ?? 0
  return { opcode: first & 15, isLast: first >= 128, bytes, size }
}
