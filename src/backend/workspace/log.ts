import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Failure, FailureError, toFailure } from '../../state/failure.ts'
import { createLocal } from '../host/local.ts'
import type { Transport } from '../host/transport.ts'
import { stateDirectory } from '../registry/path.ts'
import type { Task } from './task.ts'
import { download } from './transfer.ts'

/** Where the agent's own logs are here now; or why they are not. Branches count more: they come home anyway. */
export type Logs = { readonly path: string } | { readonly failure: Failure } | null

interface LogOptions extends Task {
  readonly transport: Transport
  readonly id: string
  readonly workspace: string
  readonly directory?: string
}

/** Bytes; as much as may be sent there. */
const most = 500_000_000

/** Brings `.claude/runtime/logs` home, each time into a directory of its own: logs, logs-2 ... */
export async function fetchLogs(
  isThere: boolean,
  scratch: string,
  options: LogOptions,
): Promise<Logs> {
  if (!isThere) return null
  const { transport, id, workspace, directory = join(stateDirectory(), 'results') } = options
  try {
    const from = ['tar', '-C', `${workspace}/.claude/runtime`, '-cf', '-', 'logs']
    const archive = join(scratch, 'logs.tar')
    await download(transport, from, archive, { ...options, limit: most })
    const fresh = join(directory, id, `.incoming-${process.pid}`)
    await mkdir(fresh, { recursive: true, mode: 0o700 })
    try {
      await extract(archive, fresh)
      return { path: await settle(join(fresh, 'logs'), join(directory, id)) }
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  } catch (thrown) {
    options.signal?.throwIfAborted()
    return { failure: toFailure(thrown, transport.host) }
  }
}

/** tar itself leaves out what would land outside of the directory. */
async function extract(archive: string, to: string): Promise<void> {
  const local = createLocal({ deadline: 300_000 })
  const { code, stderr } = await local.run(['tar', '-C', to, '-xf', archive, '--no-same-owner'])
  if (code === 0) return
  const why = stderr.toString().trim()
  throw new FailureError({ kind: 'refused', what: 'The logs could not be unpacked.', why })
}

/** Gives it the first name that is free: a directory is never renamed onto one that holds something. */
async function settle(from: string, directory: string): Promise<string> {
  for (let i = 1; ; i++) {
    const to = join(directory, i === 1 ? 'logs' : `logs-${i}`)
    try {
      await mkdir(to, { mode: 0o700 })
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw thrown
    }
    await rename(from, to)
    return to
  }
}
