import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stateDirectory } from '../../../disk/own-directory.ts'
import { type Failure, makeFailure, toFailure } from '../../../state/model/failure.ts'
import type { Transport } from '../../transport/transport.ts'
import type { Progress } from '../progress.ts'
import { download } from '../transfer.ts'
import { extractLogs, LOG_LIMITS } from './extract-logs.ts'

/**
 * The local copy of the agent's logs, or why they could not be fetched; null: the host has no logs. The branches are
 * fetched even if the logs fail.
 */
export type Logs = LogsHere | { readonly failure: Failure } | null

interface LogsHere {
  readonly path: string
  /** Number of links and special files among the logs that were skipped. */
  readonly left: number
}

interface LogOptions extends Progress {
  readonly transport: Transport
  readonly id: string
  readonly workspace: string
  readonly directory?: string
}

/** Fetches the directory `.claude/runtime/logs`, each time into a new local directory: logs, logs-2 ... */
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
    await download(transport, { argv: from }, archive, { ...options, limit: LOG_LIMITS.archive })
    const fresh = join(directory, id, `.incoming-${process.pid}`)
    await mkdir(fresh, { recursive: true, mode: 0o700 })
    try {
      const left = await extractLogs(archive, fresh, transport.host)
      return { path: await settle(join(fresh, 'logs'), join(directory, id)), left }
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  } catch (thrown) {
    options.signal?.throwIfAborted()
    const failure = toFailure(thrown, transport.host)
    const hint = `Read the logs on the host: they are in ${workspace}/.claude/runtime/logs.`
    return { failure: makeFailure({ hint, ...failure }) }
  }
}

/**
 * Renames the directory to the first free name. A rename onto a non-empty directory fails, so no directory is replaced.
 */
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
