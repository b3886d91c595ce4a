import { createHash, randomBytes } from 'node:crypto'
import { readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { FailureError } from '../../state/model/failure.ts'
import { delay, limited } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import { checkMaster } from './master-check.ts'
import { askMaster } from './ssh-client.ts'

/*
 * `<16 hex>` in the runtime directory, the same for every process, is a symbolic link to the socket
 * `<16 hex>.<6 hex>` of one master; beside that, `.json` says whose it is and its pid. Two processes
 * that dial at once so never take each other's socket: one link is made, the other process finds it.
 */

/** Milliseconds that a master gets to answer; a frozen one never does. */
export const patience = 2000

export interface MasterRecord {
  /** The host's name in the fleet, and its address as written. */
  readonly host: string
  readonly address: string
  readonly pid: number
}

export type MasterState = 'alive' | 'gone' | 'silent'

export function pointerPath(runtimeDir: string, identity: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex')
  return join(runtimeDir, hash.slice(0, 16))
}

export function newSocketPath(pointer: string): string {
  return `${pointer}.${randomBytes(3).toString('hex')}`
}

/** The pointer that leads to that socket, or would. */
export function pointerOf(socket: string): string {
  return socket.replace(/\.[0-9a-f]{6}$/, '')
}

/** The socket that a pointer leads to, or null. */
export async function target(pointer: string): Promise<string | null> {
  return readlink(pointer).catch(unlessMissing)
}

/** Asked twice before it counts as silent: this machine may be the slow one. */
export async function stateOf(socket: string): Promise<{ state: MasterState; pid?: number }> {
  for (let asked = 0; asked < 2; asked++) {
    const check = await checkMaster(socket, patience)
    if (check.state === 'strange') return askSsh(socket)
    if (check.state !== 'silent') return check
  }
  return { state: 'silent' }
}

/** An ssh that speaks otherwise is asked by a client of its own kind. */
async function askSsh(socket: string): Promise<{ state: MasterState; pid?: number }> {
  const answer = await askMaster(socket, 'check', patience)
  if (!answer) return { state: 'silent' }
  const pid = /pid=(\d+)/.exec(answer.stderr.toString())?.[1]
  return answer.code === 0 ? { state: 'alive', pid: Number(pid) } : { state: 'gone' }
}

/** Makes a master that just came up the one for its host. Returns the socket that is: a faster process may have made one. */
export async function publish(
  pointer: string,
  socket: string,
  record: MasterRecord,
): Promise<string> {
  await writeFile(`${socket}.json`, JSON.stringify(record), { mode: 0o600 })
  for (let attempt = 0; attempt < 5; attempt++) {
    const made = await symlink(socket, pointer).then(() => true, unlessThere)
    if (made) return socket
    const other = await target(pointer)
    if (other && (await stateOf(other)).state === 'alive') {
      await evict(pointer, socket)
      return other
    }
    if (other) await evict(pointer, other)
  }
  throw new FailureError({
    kind: 'refused',
    host: record.host,
    what: 'Other processes replaced the connection to this host again and again.',
    now: 'Try it again.',
  })
}

/** How a master of ours ended: it was asked to, was killed, or was no longer there. */
export type MasterEnd = 'asked' | 'killed' | 'gone'

/** Ends the master behind one socket of ours and removes its files; the pointer only where it still leads there. */
export async function evict(pointer: string, socket: string): Promise<MasterEnd> {
  const end = await endMaster(socket)
  await rm(socket, { force: true })
  await rm(`${socket}.json`, { force: true })
  if ((await target(pointer)) === socket) await rm(pointer, { force: true })
  return end
}

/** What we noted about a master; null where there is nothing, or nothing that can be read. */
export async function readRecord(socket: string): Promise<MasterRecord | null> {
  const text = await readFile(`${socket}.json`, 'utf8').catch(unlessMissing)
  try {
    return text === null ? null : (JSON.parse(text) as MasterRecord)
  } catch {
    // Half written by a process that was killed: as good as none, the socket still answers for itself.
    return null
  }
}

async function endMaster(socket: string): Promise<MasterEnd> {
  const answer = await askMaster(socket, 'exit', patience)
  if (answer?.code === 0) return 'asked'
  const pid = (await readRecord(socket))?.pid
  if (!pid || !(await isMaster(pid, socket))) return 'gone'
  process.kill(pid, 'SIGKILL')
  // One that hangs in the kernel outlives even that for a while: it is not waited for.
  for (let i = 0; i < 50 && (await isMaster(pid, socket)); i++) await delay(20)
  return 'killed'
}

/** Its socket's random name stands in the command line of no other process. */
async function isMaster(pid: number, socket: string): Promise<boolean> {
  const child = start({
    file: 'ps',
    args: ['-ww', '-o', 'args=', '-p', String(pid)],
    stdin: 'ignore',
  })
  const what = `\`ps\` on this machine did not answer within ${patience / 1000} s.`
  const now = 'Try again when the machine is less busy.'
  const late = () => new FailureError({ kind: 'late', what, now })
  const { stdout } = await limited({ deadline: patience, late }, signal =>
    collectOutput(child, undefined, signal),
  )
  return stdout.includes('ssh') && stdout.includes(basename(socket))
}

export function unlessMissing(thrown: NodeJS.ErrnoException): null {
  // EINVAL: there is a file, but it is no link.
  if (thrown.code === 'ENOENT' || thrown.code === 'EINVAL') return null
  throw thrown
}

function unlessThere(thrown: NodeJS.ErrnoException): false {
  if (thrown.code === 'EEXIST') return false
  throw thrown
}
