import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FailureError } from '../../state/failure.ts'
import type { Transport } from '../host/transport.ts'
import { clearScript, collectScript } from './fetch-script.ts'
import { requireId, runScript } from './host-script.ts'
import { fetchLogs, type Logs } from './log.ts'
import { inspectRepository } from './repository.ts'
import { type Branch, bringIn, type Far, haves } from './result.ts'
import type { Task } from './task.ts'
import { download } from './transfer.ts'

export interface FetchOptions extends Task {
  readonly transport: Transport
  readonly id: string
  /** The workspace's absolute path on the host. */
  readonly workspace: string
  /** The local repository that they are for: any directory in it. */
  readonly repository: string
  /** The commit that the workspace began with; '' where nobody knows. */
  readonly base: string
  /** Where the logs are put, in a directory of the session's own; default fleetmux's state directory. */
  readonly directory?: string
}

export interface Results {
  /** Every branch of the workspace, and HEAD where it is detached. All UNCHANGED: no new commits. */
  readonly branches: readonly Branch[]
  /** What the agent left uncommitted, as a commit of its own; null where that is nothing new. */
  readonly uncommitted: Branch | null
  readonly logs: Logs
}

/**
 * Brings a session's results home, into `refs/remotes/fleetmux/<id>/` and nowhere else.
 * @throws FailureError: no such workspace, its disk full, the host lost, or no repository here.
 */
export async function fetchResults(options: FetchOptions): Promise<Results> {
  const { transport, id, workspace, base, progress, signal } = options
  requireId(id)
  const { root } = await inspectRepository(options.repository, signal)
  const scratch = await mkdtemp(join(tmpdir(), 'fleetmux-fetch-'))
  const words = [workspace, id, randomBytes(16).toString('hex')]
  try {
    progress?.(`Collecting results on ${transport.host}`)
    const known = await haves(root, id, base, signal)
    const far = await collect(options, [...words, ...known])
    const file = join(scratch, 'results.bundle')
    if (far.bundle) {
      const total = far.bundle.size
      await download(transport, ['cat', '--', far.bundle.path], file, { progress, signal, total })
    }
    const brought = await bringIn({ root, id, base, far, file, signal })
    return { ...brought, logs: await fetchLogs(far.hasLogs, scratch, options) }
  } finally {
    await rm(scratch, { recursive: true, force: true })
    await clear(transport, words)
  }
}

async function collect({ transport, signal }: FetchOptions, words: string[]): Promise<Far> {
  const what = 'The results could not be collected.'
  const text = await runScript(transport, what, collectScript, words, { deadline: 600_000, signal })
  const lines = text.split('\n')
  const [, size, path] = /^bundle (\d+) (.*)$/m.exec(text) ?? []
  return {
    refs: lines.flatMap(line => {
      const [, sha, name] = /^ref ([0-9a-f]+) (\S+)$/.exec(line) ?? []
      return sha && name ? [{ sha, name }] : []
    }),
    hasLogs: lines.includes('logs'),
    bundle: size && path ? { size: Number(size), path } : null,
  }
}

/** What is left behind there is small and private; where the host is gone, that is told already. */
async function clear(transport: Transport, words: readonly string[]): Promise<void> {
  const what = 'What was collected could not be cleared.'
  try {
    await runScript(transport, what, clearScript, words, { deadline: 30_000 })
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
  }
}
