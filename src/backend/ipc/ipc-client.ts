import { connect, type Socket } from 'node:net'
import type { Event } from '../../state/model/event.ts'
import { FailureError } from '../../state/model/failure.ts'
import { fingerprintOf } from '../files/file-fingerprint.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import type { FingerprintedConfig } from './config-fingerprint.ts'
import { createPending } from './pending.ts'
import { placeOf } from './place.ts'
import { type Asked, type Borrowed, PROTOCOL, readTold, type Told } from './protocol.ts'
import { removeDead, socketPaths } from './socket.ts'
import { createWire } from './wire.ts'

/**
 * Milliseconds for one who lends to say so. A screen that was suspended says nothing, and each command waits that
 * long for it; but past one that is only busy, a command would type into the same panes without its locks.
 */
const PATIENCE = 1000

export interface Ears {
  readonly event: (event: Event) => void
  /** These are not lent any more. */
  readonly taken: (hosts: readonly string[]) => void
}

/** A fleetmux that lends, as its borrower sees it. */
export interface IpcServer {
  /** The configuration as it checked it, where the file is still the same. */
  readonly config: FingerprintedConfig | null
  listen(ears: Ears): void
  /** Whether this host is lent from now on; `granted` is called before its first event comes. */
  borrow(host: string, way: string, granted: () => void): Promise<boolean>
  return(host: string): void
  run(command: Borrowed): void
  close(): void
}

type Hello = Extract<Told, { type: 'hello' }>

/** All who lend to a process of this environment and version. None is an error; nor is one that says nothing. */
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
    // A directory that is not ours alone: nothing there is to be trusted, and whoever dials says so.
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
  const debt = createPending()
  const lent = new Set<string>()
  const asked = new Map<string, (isGranted: boolean) => void>()
  let ears: Ears = { event() {}, taken() {} }
  const wire = createWire<Told, Asked>(socket, readTold, hear, lose)

  function hear(told: Told): void {
    if (told.type === 'hello') met(told)
    else if (told.type === 'event') ears.event(debt.settle(told.event))
    else if (told.type === 'lent') {
      lent.add(told.host)
      answer(told.host, true)
    } else if (lent.delete(told.host)) ears.taken([told.host])
    else answer(told.host, false)
  }

  function answer(host: string, isGranted: boolean): void {
    const settle = asked.get(host)
    asked.delete(host)
    settle?.(isGranted)
  }

  function lose(): void {
    for (const event of debt.fail()) ears.event(event)
    const taken = [...lent]
    lent.clear()
    ears.taken(taken)
    for (const host of [...asked.keys()]) answer(host, false)
  }

  return {
    listen(given) {
      ears = given
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
    run: command => wire.say({ type: 'run', command: debt.note(command) }),
    close() {
      ears = { event() {}, taken() {} }
      // What was asked last still goes out.
      socket.destroySoon()
    },
  }
}
