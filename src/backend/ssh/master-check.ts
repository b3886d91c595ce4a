import { connect } from 'node:net'

/**
 * Constants of the protocol between OpenSSH's clients and masters (PROTOCOL.mux, version 4) for one request, the "alive
 * check". It opens no session, so disconnecting at any time does no harm to the master. All numbers are 32 bits,
 * big-endian. Every message begins with its length.
 */
const VERSION = 4
const HELLO = 0x00000001
const ALIVE = 0x10000004
const IS_ALIVE = 0x80000005

/**
 * `alive`: the master answered. `gone`: no master listens. `strange`: the answer does not follow PROTOCOL.mux.
 * `silent`: no answer in time.
 */
export type MasterCheck =
  | { readonly state: 'alive'; readonly pid: number }
  | { readonly state: 'gone' | 'silent' }
  | { readonly state: 'strange' }

/** Checks whether the master at a socket is alive, without starting a process. Never rejects. */
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
    // EAGAIN means that the socket's queue is full, because the master has not accepted connections for a while.
    socket.on('error', (thrown: NodeJS.ErrnoException) =>
      settle({ state: thrown.code === 'EAGAIN' ? 'silent' : 'gone' }),
    )
    socket.on('close', () => settle({ state: 'gone' }))
    // The socket is not closed after writing, because a master need not answer a client that has closed its side.
    socket.write(Buffer.concat([message(HELLO, VERSION), message(ALIVE, 0)]))
  })
}

/** Parses the answer; null while it is incomplete. */
function readAnswer(bytes: Buffer): MasterCheck | null {
  if (bytes.length < 4) return null
  const size = bytes.readUInt32BE(0)
  // The hello message of ssh's multiplexing protocol and the answer to ALIVE are shorter, even with extensions.
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
