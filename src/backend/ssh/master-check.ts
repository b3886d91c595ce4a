import { connect } from 'node:net'

/*
 * One question of the protocol that OpenSSH's clients speak to its masters (PROTOCOL.mux, version 4): "are you
 * alive?". It opens no session, so leaving in the middle of it costs the master nothing. All figures are 32 bits,
 * the highest byte first; every message begins with its length.
 */
const VERSION = 4
const HELLO = 0x00000001
const ALIVE = 0x10000004
const IS_ALIVE = 0x80000005

/** `strange`: somebody answers who does not speak this; `silent`: nobody does, in time. */
export type MasterCheck =
  | { readonly state: 'alive'; readonly pid: number }
  | { readonly state: 'gone' | 'silent' }
  | { readonly state: 'strange' }

/** Asks the master behind a socket whether it lives, without a process. Never rejects. */
export function checkMaster(path: string, milliseconds: number): Promise<MasterCheck> {
  return new Promise(resolve => {
    const socket = connect(path)
    const timer = setTimeout(() => settle({ state: 'silent' }), milliseconds)
    let bytes = Buffer.alloc(0)
    function settle(check: MasterCheck): void {
      clearTimeout(timer)
      resolve(check)
      socket.destroy()
    }
    socket.on('data', chunk => {
      bytes = Buffer.concat([bytes, chunk])
      const check = readAnswer(bytes)
      if (check) settle(check)
    })
    // Its queue is full: it has not taken anybody in for a while.
    socket.on('error', (thrown: NodeJS.ErrnoException) =>
      settle({ state: thrown.code === 'EAGAIN' ? 'silent' : 'gone' }),
    )
    socket.on('close', () => settle({ state: 'gone' }))
    // Not its end: a master whose client has hung up need not answer.
    socket.write(Buffer.concat([message(HELLO, VERSION), message(ALIVE, 0)]))
  })
}

/** Null while something is missing. */
function readAnswer(bytes: Buffer): MasterCheck | null {
  if (bytes.length < 4) return null
  const size = bytes.readUInt32BE(0)
  // Longer than a hello with extensions that nobody has ever seen.
  if (size < 8 || size > 1024) return { state: 'strange' }
  if (bytes.length < 4 + size) return null
  const [type, second] = [bytes.readUInt32BE(4), bytes.readUInt32BE(8)]
  if (type === HELLO && second === VERSION) return readAnswer(bytes.subarray(4 + size))
  if (type === IS_ALIVE && size === 12) return { state: 'alive', pid: bytes.readUInt32BE(12) }
  return { state: 'strange' }
}

function message(type: number, figure: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(8, 0)
  bytes.writeUInt32BE(type, 4)
  bytes.writeUInt32BE(figure, 8)
  return bytes
}
