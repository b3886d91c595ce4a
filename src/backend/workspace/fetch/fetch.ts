import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FailureError } from '../../../state/model/failure.ts'
import type { Transport } from '../../transport/transport.ts'
import { inspectRepository } from '../pack/repository.ts'
import type { Progress } from '../progress.ts'
import { download } from '../transfer.ts'
import { requireId, runScript, scriptWords } from '../workspace-script.ts'
import { clearScript, collectScript, sendScript } from './fetch-script.ts'
import { type HostRefs, readHostRefs } from './host-refs.ts'
import { fetchLogs, type Logs } from './log.ts'
import { isObjectId } from './ref-name.ts'
import { adviseOn } from './refused-result.ts'
import { type Branch, bringIn, knownCommits } from './result.ts'
import { RESULT_LIMITS } from './result-limit.ts'

export interface FetchOptions extends Progress {
  readonly transport: Transport
  readonly id: string
  /** The workspace's absolute path on the host. */
  readonly workspace: string
  /** Any directory in the local repository. */
  readonly repository: string
  /** The commit that the session's workspace started from; '' if unknown. */
  readonly base: string
  /**
   * Local directory that gets the agent's logs (`.claude/runtime/logs` of the workspace), in a subdirectory for the
   * session. Default: `results` in fleetmux's state directory.
   */
  readonly directory?: string
}

export interface Results {
  /** All branches of the workspace, and HEAD if it is detached. If all are UNCHANGED, there are no new commits. */
  readonly branches: readonly Branch[]
  /**
   * The uncommitted changes as a separate commit; null if there are none besides those that the workspace started with.
   */
  readonly uncommitted: Branch | null
  readonly logs: Logs
}

/**
 * Fetches a session's results into `refs/remotes/fleetmux/<id>/`; no other ref changes.
 * @throws FailureError if there is no such workspace, the host's disk is full, the connection is lost, or there is no
 * local repository.
 */
export async function fetchResults(options: FetchOptions): Promise<Results> {
  const { transport, id, workspace, progress, signal } = options
  const { host } = transport
  requireId(id)
  // Check the base commit: it may come from a host, which stores it in the session's user option.
  const base = isObjectId(options.base) ? options.base : ''
  const { root } = await inspectRepository(options.repository, signal)
  const scratch = await mkdtemp(join(tmpdir(), 'fleetmux-fetch-'))
  const words = [workspace, id, randomBytes(16).toString('hex')]
  try {
    progress?.(`Collecting results on ${host}`)
    const known = await knownCommits(root, id, base, signal)
    const hostRefs = await collect(options, [...words, ...known])
    const file = join(scratch, 'results.bundle')
    if (hostRefs.bundle !== null) {
      const limits = { total: hostRefs.bundle, limit: RESULT_LIMITS.bundle }
      const send = scriptWords(sendScript, words)
      await download(transport, send, file, { progress, signal, ...limits })
    }
    const brought = await bringIn({ host, root, id, base, hostRefs, file, scratch, signal })
    return { ...brought, logs: await fetchLogs(hostRefs.hasLogs, scratch, options) }
  } catch (thrown) {
    throw adviseOn(workspace, thrown)
  } finally {
    await rm(scratch, { recursive: true, force: true })
    await clear(transport, words)
  }
}

async function collect({ transport, signal }: FetchOptions, words: string[]): Promise<HostRefs> {
  const what = 'The results of the session could not be packed on the host.'
  const text = await runScript(transport, what, collectScript, words, { deadline: 600_000, signal })
  return readHostRefs(text, transport.host)
}

/**
 * Removes the scratch directory on the host. A failure is ignored: the directory is small and private, and a lost host
 * was reported already.
 */
async function clear(transport: Transport, words: readonly string[]): Promise<void> {
  const what = 'The temporary files of the fetch could not be removed.'
  try {
    await runScript(transport, what, clearScript, words, { deadline: 30_000 })
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
  }
}
