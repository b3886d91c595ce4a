import { connect, createServer, type Socket } from 'node:net'

/** A way to a TCP service on this machine that takes its time, and that can be cut without anybody being told. */
export interface DelayProxy {
  readonly port: number
  /** From now on nothing passes, either way: what is sent waits, as in a network that retransmits. */
  cut(): void
  heal(): void
  close(): Promise<void>
}

/** Each byte is `delay` milliseconds on its way, each way. */
export async function startDelayProxy(
  to: { readonly address: string; readonly port: number },
  delay: number,
): Promise<DelayProxy> {
  const sockets = new Set<Socket>()
  const held: (() => void)[] = []
  let isCut = false

  /** Does it after the delay, or once the network is there again; in order. */
  function later(work: () => void): void {
    setTimeout(() => {
      if (isCut) held.push(work)
      else work()
    }, delay)
  }

  function pass(from: Socket, into: Socket): void {
    sockets.add(from)
    from.on('data', bytes => later(() => into.write(bytes)))
    from.on('error', () => {})
    from.once('close', () => {
      sockets.delete(from)
      later(() => into.destroy())
    })
  }

  const server = createServer(near => {
    near.setNoDelay(true)
    // The far end hears of it when the first packet would have come there.
    const far = connect({ host: to.address, port: to.port, noDelay: true })
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>(resolve => server.listen(0, to.address, resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    cut() {
      isCut = true
    },
    heal() {
      isCut = false
      for (const work of held.splice(0)) work()
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
