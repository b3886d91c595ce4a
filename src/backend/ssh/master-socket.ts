import { createHash, randomBytes } from 'node:crypto'
import { readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { FailureError } from '../../state/model/failure.ts'
import { delay, withDeadline } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import { checkMaster } from './master-check.ts'
import { askMaster } from './ssh-client.ts'

/**
 * The files of an ssh master (the process that holds a shared ssh connection) in the runtime directory: the socket `<16
 * hex>.<6 hex>`; a `.json` file with the master's host and pid; and the symbolic link `<16 hex>` to the socket, whose
 * name is the same in every process. So two processes that connect at the same time never replace each other's socket:
 * one creates the link, the other finds it.
 */

/** Timeout for a master to answer, in milliseconds. A frozen master never answers. */
export const MASTER_TIMEOUT = 2000

export interface MasterRecord {
  /** The host's name in the fleet. */
  readonly host: string
  /** The host's address as written in the configuration. */
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

/** The path of the symbolic link that points to a socket. */
export function pointerOf(socket: string): string {
  return socket.replace(/\.[0-9a-f]{6}$/, '')
}

/** The path of the socket that a symbolic link points to; null if there is no link. */
export async function target(pointer: string): Promise<string | null> {
  return readlink(pointer).catch(unlessMissing)
}

/**
 * Whether the master at a socket is alive. Checks twice before a master counts as silent, because the local machine may
 * be slow.
 */
export async function stateOf(socket: string): Promise<{ state: MasterState; pid?: number }> {
  for (let asked = 0; asked < 2; asked++) {
    const check = await checkMaster(socket, MASTER_TIMEOUT)
    if (check.state === 'strange') return askSsh(socket)
    if (check.state !== 'silent') return check
  }
  return { state: 'silent' }
}

/**
 * Checks a master that does not speak fleetmux's version of the ssh multiplexing protocol, by running `ssh -O check`.
 */
async function askSsh(socket: string): Promise<{ state: MasterState; pid?: number }> {
  const answer = await askMaster(socket, 'check', MASTER_TIMEOUT)
  if (!answer) return { state: 'silent' }
  const pid = /pid=(\d+)/.exec(answer.stderr.toString())?.[1]
  return answer.code === 0 ? { state: 'alive', pid: Number(pid) } : { state: 'gone' }
}

/**
 * Makes the host's symbolic link point to the socket of a new master. Resolves with the socket to use: if another
 * process has linked its master first, that master's socket.
 */
export async function linkMaster(
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
    what: 'Other processes kept replacing the connection to this host.',
    hint: 'Try again.',
  })
}

/** How a master that fleetmux opened ended: `asked`: on request; `killed`: by SIGKILL; `gone`: on its own, earlier. */
export type MasterEnd = 'asked' | 'killed' | 'gone'

/**
 * Ends the master at a socket of fleetmux and removes its files. Removes the symbolic link `pointer` only if it still
 * points to the socket.
 */
export async function evict(pointer: string, socket: string): Promise<MasterEnd> {
  const end = await endMaster(socket)
  await rm(socket, { force: true })
  await rm(`${socket}.json`, { force: true })
  if ((await target(pointer)) === socket) await rm(pointer, { force: true })
  return end
}

/** The record about a master; null if it does not exist or cannot be read. */
export async function readRecord(socket: string): Promise<MasterRecord | null> {
  const text = await readFile(`${socket}.json`, 'utf8').catch(unlessMissing)
  try {
    return text === null ? null : (JSON.parse(text) as MasterRecord)
  } catch {
    // A process that was killed wrote the record incompletely. Whether the master is alive can be asked over its
    // socket, without the record.
    return null
  }
}

async function endMaster(socket: string): Promise<MasterEnd> {
  const answer = await askMaster(socket, 'exit', MASTER_TIMEOUT)
  if (answer?.code === 0) return 'asked'
  const pid = (await readRecord(socket))?.pid
  if (!pid || !(await isMaster(pid, socket))) return 'gone'
  process.kill(pid, 'SIGKILL')
  // A process that hangs in the kernel survives SIGKILL for a while. Wait for it no longer than a second.
  for (let i = 0; i < 50 && (await isMaster(pid, socket)); i++) await delay(20)
  return 'killed'
}

/**
 * Whether the process with this pid is the master of the socket. Only that master has the socket's random name in its
 * command line.
 */
async function isMaster(pid: number, socket: string): Promise<boolean> {
  const child = start({
    file: 'ps',
    args: ['-ww', '-o', 'args=', '-p', String(pid)],
    stdin: 'ignore',
  })
  const what = `\`ps\` on this machine did not answer within ${MASTER_TIMEOUT / 1000} s.`
  const hint = 'Try again when the machine is less busy.'
  const late = () => new FailureError({ kind: 'late', what, hint })
  const { stdout } = await withDeadline({ deadline: MASTER_TIMEOUT, late }, signal =>
    collectOutput(child, undefined, signal),
  )
  return stdout.includes('ssh') && stdout.includes(basename(socket))
}

export function unlessMissing(thrown: NodeJS.ErrnoException): null {
  // EINVAL: the file exists but is not a symbolic link.
  if (thrown.code === 'ENOENT' || thrown.code === 'EINVAL') return null
  throw thrown
}

function unlessThere(thrown: NodeJS.ErrnoException): false {
  if (thrown.code === 'EEXIST') return false
  throw thrown
}
