import { connect, type Socket } from 'node:net'
import type { HostWord } from '../../state/files/host-files.ts'
import type { WrittenPath } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { fingerprintOf } from '../files/file-fingerprint.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import type { FingerprintedConfig } from './config-fingerprint.ts'
import { createWire } from './json-socket.ts'
import { createPending } from './pending.ts'
import {
  type ClientMessage,
  type LentCommand,
  PROTOCOL,
  readServerMessage,
  type ServerMessage,
} from './protocol.ts'
import { placeOf } from './route-key.ts'
import { removeDead, socketPaths } from './socket.ts'

/**
 * Timeout for the answer of a lender (a fleetmux process that lends its connections), in milliseconds. A suspended
 * process never answers, so each command waits this long for it. A shorter timeout would skip a busy process, and the
 * command would type into the same panes without its locks.
 */
const PATIENCE = 1000
/**
 * Interval between two pings to a lender (a process whose connections are used), in milliseconds. Each ping must be
 * answered before the next one is sent.
 */
const PING = 10_000

export interface IpcListener {
  readonly event: (event: Event) => void
  /** Called when this process may no longer use the lending process's connections to these hosts. */
  readonly revoked: (hosts: readonly string[]) => void
}

/** A fleetmux process that lends its connections, as the borrowing process sees it. */
export interface IpcServer {
  /** The configuration that the lending process has checked; null if the file has changed since then. */
  readonly config: FingerprintedConfig | null
  listen(listener: IpcListener): void
  /**
   * Asks the lending process for the use of its connection to a host. Resolves with false if that process has no
   * connection to the machine that `way` identifies (see `createRouteKeys`). `granted` is called before the first event
   * of the host.
   */
  borrow(host: string, way: string, granted: () => void): Promise<boolean>
  return(host: string): void
  run(command: LentCommand): void
  /**
   * Completes a path on a host, for the completion of a fleetmux command line in the user's shell, over the lending
   * process's connection to the machine that `way` identifies. Resolves with null if that process has no connection to
   * this machine.
   */
  complete(way: string, word: HostWord): Promise<readonly WrittenPath[] | null>
  /**
   * Cancels this process's texts that still wait for their panes in the lending process. Resolves when each of them has
   * its last receipt, or after `PATIENCE`.
   */
  cancelHeld(): Promise<void>
  /**
   * From now on, pings the lending process, and disconnects from it if it does not answer, for example because it is
   * suspended.
   */
  keepAlive(): void
  close(): void
}

type Hello = Extract<ServerMessage, { type: 'hello' }>

/**
 * Finds all fleetmux processes with the same environment and version whose connections this process may use. An empty
 * result is no error, and a process that does not answer is skipped.
 */
export async function findIpcServers(
  env: NodeJS.ProcessEnv,
  version: string,
): Promise<IpcServer[]> {
  const place = placeOf(env)
  const found = await Promise.all(directorySockets(env).map(path => meet(path, { version, place })))
  return found.filter(lender => lender !== null)
}

function directorySockets(env: NodeJS.ProcessEnv): string[] {
  try {
    return socketPaths(runtimeDirectory(env))
  } catch (error) {
    // If the directory is not private to this user, nothing in it is trusted. Opening a connection later reports the
    // error.
    if (error instanceof FailureError) return []
    throw error
  }
}

function meet(
  path: string,
  { version, place }: { readonly version: string; readonly place: string },
): Promise<IpcServer | null> {
  const { promise, resolve } = Promise.withResolvers<IpcServer | null>()
  const socket = connect(path)
  const refuse = () => {
    socket.destroy()
    resolve(null)
  }
  const timer = setTimeout(refuse, PATIENCE)
  socket.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') removeDead(path)
  })
  socket.once('close', refuse)
  const lender = createLender(socket, hello => {
    clearTimeout(timer)
    const fits = hello.protocol === PROTOCOL && hello.version === version && hello.place === place
    if (!fits) return refuse()
    resolve({ ...lender, config: unchanged(hello) })
  })
  void promise.then(() => clearTimeout(timer))
  return promise
}

function unchanged({ config }: Hello): FingerprintedConfig | null {
  return config && fingerprintOf(config.path) === config.stamp ? config : null
}

function createLender(socket: Socket, met: (hello: Hello) => void): Omit<IpcServer, 'config'> {
  const pending = createPending()
  const lent = new Set<string>()
  /**
   * Ends the wait of `cancelHeld`. Called when none of the texts that the lender types for this process waits for its
   * pane any more.
   */
  let released: (() => void) | null = null
  const asked = new Map<string, (isGranted: boolean) => void>()
  const completing = new Map<number, (names: readonly WrittenPath[] | null) => void>()
  let listener: IpcListener = { event() {}, revoked() {} }
  /** Whether the last ping has not been answered yet. */
  let isAwaited = false
  let pings: NodeJS.Timeout | undefined
  const wire = createWire<ServerMessage, ClientMessage>(socket, readServerMessage, hear, lose)

  function hear(told: ServerMessage): void {
    if (told.type === 'hello') met(told)
    else if (told.type === 'event') take(told.event)
    else if (told.type === 'pong') isAwaited = false
    else if (told.type === 'completed') completing.get(told.id)?.(told.names)
    else if (told.type === 'lent') {
      lent.add(told.host)
      answer(told.host, true)
    } else if (lent.delete(told.host)) listener.revoked([told.host])
    else answer(told.host, false)
  }

  function take(event: Event): void {
    listener.event(pending.settle(event))
    if (released && pending.held().length === 0) released()
  }

  function answer(host: string, isGranted: boolean): void {
    const settle = asked.get(host)
    asked.delete(host)
    settle?.(isGranted)
  }

  function ping(): void {
    if (isAwaited) return void socket.destroy()
    isAwaited = true
    wire.say({ type: 'ping' })
  }

  function lose(): void {
    clearInterval(pings)
    for (const event of pending.fail()) listener.event(event)
    released?.()
    const revoked = [...lent]
    lent.clear()
    listener.revoked(revoked)
    for (const host of [...asked.keys()]) answer(host, false)
    for (const settle of completing.values()) settle(null)
  }

  return {
    listen(given) {
      listener = given
    },
    borrow(host, way, granted) {
      if (socket.destroyed) return Promise.resolve(false)
      return new Promise(resolve => {
        asked.set(host, isGranted => {
          if (isGranted) granted()
          resolve(isGranted)
        })
        wire.say({ type: 'borrow', host, way })
      })
    },
    return(host) {
      lent.delete(host)
      wire.say({ type: 'return', host })
    },
    run: command => wire.say({ type: 'run', command: pending.note(command) }),
    complete(way, word) {
      if (socket.destroyed) return Promise.resolve(null)
      const id = completing.size
      wire.say({ type: 'complete', id, way, word })
      return new Promise(resolve => completing.set(id, resolve))
    },
    async cancelHeld() {
      const held = pending.held()
      if (held.length === 0 || socket.destroyed) return
      const { promise, resolve } = Promise.withResolvers<void>()
      released = resolve
      for (const id of held) wire.say({ type: 'run', command: { type: 'call-off-panes', id } })
      const timer = setTimeout(resolve, PATIENCE)
      await promise
      clearTimeout(timer)
    },
    keepAlive() {
      pings = setInterval(ping, PING).unref()
    },
    close() {
      clearInterval(pings)
      listener = { event() {}, revoked() {} }
      // Sends the data that is still in the buffer before closing.
      socket.destroySoon()
    },
  }
}
