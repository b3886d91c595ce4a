import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A way to a port of this machine that can be cut and mended, as a network can. */
export interface Cut {
  readonly port: number
  cut(): Promise<void>
  mend(): Promise<void>
  /** What is open passes nothing any longer, and nobody is told: a phone that slept. New connections work. */
  forget(): void
}

export async function startCut(target: number): Promise<Cut> {
  const sockets = new Set<Socket>()
  let server: Server
  let port = 0

  async function mend(): Promise<void> {
    server = createServer(near => {
      const far = connect(target, '127.0.0.1')
      for (const each of [near, far]) {
        sockets.add(each)
        each.on('error', () => {}).on('close', () => sockets.delete(each))
      }
      near.pipe(far).pipe(near)
    })
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }

  await mend()
  return {
    get port() {
      return port
    },
    mend,
    forget() {
      for (const each of sockets) each.unpipe().pause()
    },
    async cut() {
      const over = new Promise<void>(resolve => server.close(() => resolve()))
      for (const each of sockets) each.destroy()
      await over
    },
  }
}
