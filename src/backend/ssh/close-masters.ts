import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  evict,
  type MasterEnd,
  pointerOf,
  readRecord,
  target,
  unlessMissing,
} from './master-socket.ts'

export interface ClosedMaster {
  /** The host's name in the fleet when the master was opened; null if the file that records the master is missing. */
  readonly host: string | null
  /** The address as written when the master was opened; null if the file that records the master is missing. */
  readonly address: string | null
  readonly how: MasterEnd
}

const POINTER = /^[0-9a-f]{16}$/
const SOCKET = /^[0-9a-f]{16}\.[0-9a-f]{6}$/

/**
 * Ends the masters that fleetmux opened in this runtime directory: all of them, or those of one host. The user's own
 * masters are never touched. Takes a few seconds at most, even for a frozen master.
 */
export async function closeMasters(runtimeDir: string, which?: string): Promise<ClosedMaster[]> {
  const names = (await readdir(runtimeDir).catch(unlessMissing)) ?? []
  const paths = (shape: RegExp) =>
    names.filter(name => shape.test(name)).map(name => join(runtimeDir, name))
  const led = await Promise.all(
    paths(POINTER).map(async pointer => [pointer, await ownTarget(pointer)] as const),
  )
  const known = new Set(led.map(([, socket]) => socket))
  // Also close sockets to which no symbolic link points: a process may have died after it opened a master and before it
  // created the link.
  const lost = paths(SOCKET).filter(socket => !known.has(socket))
  const closed = await Promise.all([
    ...led.map(([pointer, socket]) => closeOne(pointer, socket, which)),
    ...lost.map(socket => closeOne(pointerOf(socket), socket, which)),
  ])
  return closed.filter(each => each !== null)
}

/** The target of a symbolic link to a master's control socket; null if it belongs to another host's master. */
async function ownTarget(pointer: string): Promise<string | null> {
  const socket = await target(pointer)
  return socket !== null && isOf(pointer, socket) ? socket : null
}

const isOf = (pointer: string, socket: string) =>
  SOCKET.test(basename(socket)) && pointerOf(socket) === pointer

async function closeOne(
  pointer: string,
  socket: string | null,
  which: string | undefined,
): Promise<ClosedMaster | null> {
  if (!socket) return null
  const record = await readRecord(socket)
  if (which !== undefined && record?.host !== which) return null
  const how = await evict(pointer, socket)
  if (how === 'gone' && !record) return null
  return { host: record?.host ?? null, address: record?.address ?? null, how }
}
