import { existsSync } from 'node:fs'
import { FailureError } from '../../../state/model/failure.ts'
import { collect, drained, OUTPUT_LIMITS } from '../../transport/collect-output.ts'
import { ask, type GitOptions, startGit } from '../git.ts'

/**
 * Fetches what a partial clone (`git clone --filter`) has left with its remote. A bundle needs all of it, and what
 * we pack from only borrows objects: it cannot ask the remote itself. Git does so, in one go, for a pack of its own.
 * @throws FailureError where the remote does not give it.
 */
export async function completePartialClone(
  { directory, signal }: Pick<GitOptions, 'directory' | 'signal'>,
  say: () => void,
): Promise<void> {
  const place = { directory, ...(signal && { signal }) }
  // Where there is no directory, what looks at the repository says so.
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
    what: 'The repository is a partial clone, and what it lacks was not to be had.',
    why: stderr.trim().split('\n').slice(-2).join(' ') || `exit code ${code}`,
    hint: `See that \`git fetch ${name}\` works, or make it whole by hand: \`git fetch --refetch --no-filter ${name}\`.`,
  })
}

/** Through a pipe, never a named file: git puts a new file into the place of what it is told to write to. */
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
  await drained([stderr])
  return { code, stderr: error ?? stderr.bytes().toString() }
}
