import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { evict, type MasterEnd, readRecord, target, unlessMissing } from './master-socket.ts'

export interface ClosedMaster {
  /** The host's name in the fleet when it was opened, and its address as written; null where the note is gone. */
  readonly host: string | null
  readonly address: string | null
  readonly how: MasterEnd
}

/**
 * Ends the masters that fleetmux opened from this runtime directory: all, or those of one host. The
 * user's own are never among them. Each takes some seconds at most, also a frozen one.
 */
export async function closeMasters(runtimeDir: string, which?: string): Promise<ClosedMaster[]> {
  const names = (await readdir(runtimeDir).catch(unlessMissing)) ?? []
  const pointers = names
    .filter(name => /^[0-9a-f]{16}$/.test(name))
    .map(name => join(runtimeDir, name))
  const closed = await Promise.all(pointers.map(pointer => closeOne(pointer, which)))
  return closed.filter(each => each !== null)
}

async function closeOne(pointer: string, which: string | undefined): Promise<ClosedMaster | null> {
  const socket = await target(pointer)
  if (!socket) return null
  const record = await readRecord(socket)
  if (which !== undefined && record?.host !== which) return null
  const how = await evict(pointer, socket)
  return { host: record?.host ?? null, address: record?.address ?? null, how }
}
