import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writePrivateJson } from '../files/private-file.ts'
import type { ClosedMaster } from './close-masters.ts'
import {
  MASTER_TIMEOUT,
  type MasterRecord,
  pointerPath,
  stateOf,
  unlessMissing,
} from './master-socket.ts'
import { askMaster } from './ssh-client.ts'

/**
 * Records of the ssh masters that `fleetmux hosts connect` opened at a ControlPath of the user's own. `fleetmux hosts
 * close` ends these masters, but no others that the user opened.
 */
interface LoginRecord extends MasterRecord {
  readonly socket: string
}

const RECORD = /^[0-9a-f]{16}\.login\.json$/

/** Records the master that has just been opened at this socket, if there is one. */
export async function recordLogin(
  runtimeDir: string,
  login: Omit<LoginRecord, 'pid'>,
): Promise<void> {
  const { state, pid } = await stateOf(login.socket)
  if (state !== 'alive' || !pid) return
  writePrivateJson(recordPath(runtimeDir, login.socket), { ...login, pid })
}

function recordPath(runtimeDir: string, socket: string): string {
  return `${pointerPath(runtimeDir, [socket])}.login.json`
}

/** Ends the recorded masters of one host, or of all. A master with another pid is left alone: the user opened it. */
export async function closeLogins(runtimeDir: string, which?: string): Promise<ClosedMaster[]> {
  const names = (await readdir(runtimeDir).catch(unlessMissing)) ?? []
  const paths = names.filter(name => RECORD.test(name)).map(name => join(runtimeDir, name))
  const closed = await Promise.all(paths.map(path => closeOne(path, which)))
  return closed.filter(each => each !== null)
}

async function closeOne(path: string, which: string | undefined): Promise<ClosedMaster | null> {
  const record = await read(path)
  if (record && which !== undefined && record.host !== which) return null
  const { pid } = record ? await stateOf(record.socket) : {}
  const isOurs = record !== null && pid === record.pid
  const answer = isOurs ? await askMaster(record.socket, 'exit', MASTER_TIMEOUT) : null
  // The record file of a master that does not answer is kept, so that the next `closeLogins` tries again.
  if (isOurs && answer?.code !== 0) return null
  await rm(path, { force: true })
  return isOurs ? { host: record.host, address: record.address, how: 'asked' } : null
}

/**
 * Reads the file that records which ssh master fleetmux opened at the user's ControlPath; null if the file is gone or
 * is not a complete record.
 */
async function read(path: string): Promise<LoginRecord | null> {
  const text = await readFile(path, 'utf8').catch(unlessMissing)
  if (text === null) return null
  try {
    const { host, address, pid, socket }: Partial<LoginRecord> = JSON.parse(text)
    const isWhole = host !== undefined && address !== undefined && socket !== undefined
    const isNamed = socket && basename(path) === basename(recordPath('', socket))
    return isWhole && isNamed && pid ? { host, address, pid, socket } : null
  } catch {
    // A process that was killed may have left half a record, which is ignored.
    return null
  }
}
