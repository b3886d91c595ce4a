import { existsSync } from 'node:fs'
import { FailureError } from '../../../state/model/failure.ts'
import { collect, OUTPUT_LIMITS, outputsEnded } from '../../transport/collect-output.ts'
import { ask, type GitOptions, startGit } from '../git.ts'

/**
 * Fetches the objects that a partial clone (`git clone --filter`) lacks from its remote. The snapshot needs all
 * objects, and only the clone itself can fetch them. git fetches all missing objects when it builds a pack.
 * @throws FailureError if the remote does not send them.
 */
export async function completePartialClone(
  { directory, signal }: Pick<GitOptions, 'directory' | 'signal'>,
  say: () => void,
): Promise<void> {
  const place = { directory, ...(signal && { signal }) }
  // The inspection of the repository reports a missing directory later.
  if (!existsSync(directory)) return
  const remote = await ask(
    ['config', '--get-regexp', '^remote\\..*\\.(promisor|partialclonefilter)$'],
    place,
  )
  if (!remote) return
  say()
  const { code, stderr } = await packAndDrop(place)
  if (code === 0) return
  const name = /^remote\.(.*)\.[a-z]+ /i.exec(remote)?.[1] ?? 'origin'
  throw new FailureError({
    kind: 'refused',
    what: 'The repository is a partial clone, and its missing objects could not be fetched.',
    why: stderr.trim().split('\n').slice(-2).join(' ') || `exit code ${code}`,
    hint: `Make sure that \`git fetch ${name}\` works, or fetch everything by hand: \`git fetch --refetch --no-filter ${name}\`.`,
  })
}

/**
 * Builds a pack and drops it, only to make git fetch the missing objects. The pack is read through a pipe, since git
 * would replace a named file with a new one.
 */
async function packAndDrop({
  directory,
  signal,
}: Pick<GitOptions, 'directory' | 'signal'>): Promise<{ code: number; stderr: string }> {
  const child = startGit(['bundle', 'create', '-q', '-', '--all'], { directory })
  const stop = () => void child.kill()
  signal?.addEventListener('abort', stop, { once: true })
  child.stdin.end()
  child.stdout.resume()
  const stderr = collect(child.stderr, { limit: OUTPUT_LIMITS.words, keep: 'end' })
  const { code, error } = await child.exited
  signal?.removeEventListener('abort', stop)
  signal?.throwIfAborted()
  await outputsEnded([stderr])
  return { code, stderr: error ?? stderr.bytes().toString() }
}
