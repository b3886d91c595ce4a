import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { FailureError } from '../../../state/model/failure.ts'
import { ask, gitFailed, startGit } from '../git.ts'
import type { Progress } from '../progress.ts'
import { packNotes, sharedOrigin } from './pack-notes.ts'
import { completePartialClone } from './partial-clone.ts'
import { foundSecrets, withoutAccepted } from './secret-allowlist.ts'
import { scanCommit } from './secret-scan.ts'
import { type Choice, type Snapshot, takeSnapshot } from './snapshot.ts'

export interface PackOptions extends Choice, Progress {
  /** The local repository to pack, or any directory in it. */
  readonly directory: string
  /** Maximum size of the bundle in bytes; a larger bundle is refused. Default 500 MB. */
  readonly limit?: number
  /**
   * Environment variables that determine the path of the file that lists the secrets in the repository which the user
   * accepted as harmless. Default: fleetmux's own environment.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** A packed repository, ready to be sent to any number of hosts. */
export interface Pack extends Omit<Snapshot, 'gitDirectory'> {
  /** Path of the git bundle, which `remove` removes. */
  readonly file: string
  /** Size in bytes. */
  readonly size: number
  /** URL of `origin` without a password; '' if other machines cannot use it. */
  readonly origin: string
  /** Author for commits in the workspace. The fields are '' if git has no author configured. */
  readonly author: { readonly name: string; readonly email: string }
}

const usualLimit = 500_000_000

/**
 * Packs the chosen state of a repository with its history, after a search for secrets.
 * @throws FailureError if there is no repository or no commit, secrets were found, or the pack is too large.
 */
export async function packRepository(options: PackOptions): Promise<Pack> {
  const { directory, progress, signal, limit = usualLimit, environment } = options
  progress?.('Reading the repository')
  await completePartialClone({ directory, signal }, () =>
    progress?.('Fetching what the partial clone lacks'),
  )
  const { gitDirectory, ...snapshot } = await takeSnapshot(directory, options, options)
  const scratch = await mkdtemp(join(tmpdir(), 'fleetmux-bundle-'))
  const remove = () => rm(scratch, { recursive: true, force: true })
  try {
    const top = snapshot.uncommitted ?? snapshot.base
    const { findings, unread } = await scanCommit(gitDirectory, top, options)
    const left = await withoutAccepted(findings, environment)
    if (left.length > 0) throw foundSecrets(left)
    const file = join(scratch, 'repository.bundle')
    const size = await writeBundle(gitDirectory, file, limit, options)
    const place = { directory: snapshot.root, signal }
    const notes = [...snapshot.notes, ...(await packNotes(gitDirectory, top, unread, signal))]
    const author = {
      name: (await ask(['config', 'user.name'], place)) ?? '',
      email: (await ask(['config', 'user.email'], place)) ?? '',
    }
    return { ...snapshot, file, size, notes, author, origin: await sharedOrigin(place), remove }
  } catch (thrown) {
    await remove()
    throw thrown
  } finally {
    await snapshot.remove()
  }
}

/** Writes the bundle. Stops as soon as the bundle is too large, to save disk space. */
async function writeBundle(
  directory: string,
  file: string,
  limit: number,
  { progress, signal }: Progress,
): Promise<number> {
  const args = ['bundle', 'create', '-q', '-', '--all']
  const child = startGit(args, { directory })
  let size = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      progress?.('Packing the repository', size)
      if (size > limit) done(tooLarge(limit))
      else done(null, chunk)
    },
  })
  try {
    const words = text(child.stderr)
    const to = createWriteStream(file, { mode: 0o600 })
    await pipeline(child.stdout, count, to, signal ? { signal } : {})
    const { code } = await child.exited
    if (code !== 0) throw gitFailed(args, await words, code)
    return size
  } catch (thrown) {
    signal?.throwIfAborted()
    throw thrown
  } finally {
    await child.kill()
  }
}

function tooLarge(limit: number): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The archive of the repository is larger than ${Math.round(limit / 1e6)} MB.`,
    hint: 'Ignore large files that are not tracked, or start from a shallow clone: `git clone --depth 1`.',
  })
}
