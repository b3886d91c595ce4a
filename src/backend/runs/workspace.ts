import { FailureError } from '../../state/model/failure.ts'
import type { RunOrder } from '../../state/runs/order.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import { newSessionId } from '../../state/tracked/registry.ts'
import { resultLines } from '../track/fetch.ts'
import type { Transport } from '../transport/transport.ts'
import { fetchResults } from '../workspace/fetch/fetch.ts'
import { packRepository } from '../workspace/pack/pack.ts'
import { isRepository } from '../workspace/pack/repository.ts'
import { removeWorkspace } from '../workspace/remove.ts'
import { unpackWorkspace } from '../workspace/unpack.ts'

/**
 * Sends the git repository that contains `directory`, the local directory from which the run was requested, to the
 * host, including uncommitted changes. Resolves with null if there is no repository; the run then gets an empty
 * directory.
 */
export async function makeWorkspace(
  transport: Transport,
  { directory }: RunOrder,
  how: {
    readonly environment: NodeJS.ProcessEnv
    readonly say: (text: string) => void
    readonly signal?: AbortSignal
  },
): Promise<NonNullable<RunSpec['workspace']> | null> {
  if (!(await isRepository(directory))) return null
  const { environment, say, signal } = how
  const progress = (what: string) => say(what)
  const more = { progress, ...(signal && { signal }) }
  const pack = await packRepository({ directory, environment, ...more })
  try {
    for (const note of pack.notes) say(note)
    const id = newSessionId(Date.now(), Math.random, () => false)
    const path = await unpackWorkspace({ transport, pack, id, ...more })
    return { id, path, base: pack.base, repository: pack.root }
  } finally {
    await pack.remove()
  }
}

/** Fetches the commits of a run to this machine. Returns lines that describe what was fetched. */
export async function fetchRun(
  transport: Transport,
  spec: RunSpec,
  directory: string,
): Promise<readonly string[]> {
  const { workspace } = spec
  if (!workspace)
    throw new FailureError({
      kind: 'refused',
      what: `The run ${spec.id} has no workspace of its own, so there is nothing to fetch.`,
      why: `it works in ${spec.cwd}`,
      hint: "Look for the run's changes in that directory.",
    })
  const { id, path, base } = workspace
  const repository = workspace.repository || directory
  return resultLines(await fetchResults({ transport, id, workspace: path, base, repository }), id)
}

/** Removes the workspace of a run, including commits that were not fetched. */
export async function dropWorkspace(transport: Transport, { workspace }: RunSpec): Promise<void> {
  if (workspace) await removeWorkspace({ transport, id: workspace.id, workspace: workspace.path })
}
