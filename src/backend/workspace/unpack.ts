import { randomBytes } from 'node:crypto'
import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { Transport } from '../transport/transport.ts'
import { quoteName } from './fetch/ref-name.ts'
import type { Pack } from './pack/pack.ts'
import type { Progress } from './progress.ts'
import { upload } from './transfer.ts'
import { prepareScript, undoScript, unpackScript } from './unpack-script.ts'
import { requireId, runScript } from './workspace-script.ts'

export interface UnpackOptions extends Progress {
  readonly transport: Transport
  readonly pack: Pack
  /** Session id, which is also the name of the workspace directory. */
  readonly id: string
  /** Directories for workspaces, in order of preference. A path that begins with `~/` is created if missing. */
  readonly places?: readonly string[]
}

/** Default directories for workspaces: amplihack's directory if it exists, else a directory in the home directory. */
const usualPlaces = ['/workspace', '~/.local/share/fleetmux/workspaces'] as const

/**
 * Sends a packed repository to a host and creates its workspace, completely or not at all: the same branch with the
 * same uncommitted changes. Resolves with the workspace's absolute path on the host.
 * @throws FailureError if git is missing, the disk is full, or the connection is lost. Its hint names files that could
 * not be removed.
 */
export async function unpackWorkspace(options: UnpackOptions): Promise<string> {
  const { transport, pack, id, places = usualPlaces, progress, signal } = options
  requireId(id)
  const nonce = randomBytes(16).toString('hex')
  const what = `The workspace could not be created on the host.`
  try {
    const limit = { deadline: 30_000, signal }
    const found = await runScript(transport, what, prepareScript, [id, nonce, ...places], limit)
    const place = placeOf(found, transport.host)
    await upload(transport, pack, `${place}/${id}/.${id}.incoming/repository.bundle`, options)
    progress?.(`Unpacking on ${transport.host}`)
    await runScript(transport, what, unpackScript, [place, id, ...wordsOf(pack)], {
      stdin: pack.shallow,
      deadline: 600_000,
      signal,
    })
    return `${place}/${id}`
  } catch (thrown) {
    throw await undone(thrown, transport, [id, nonce, ...places])
  }
}

/**
 * The parent directory for the workspace, as reported by the host. The directory becomes part of paths and is stored in
 * the state file. @throws FailureError unless it is an absolute path below 1000 bytes without control characters.
 */
function placeOf(found: string, host: string): string {
  const place = found.replace(/\/$/, '')
  const why = whyUnusable(place)
  if (why === null) return place
  throw new FailureError({
    kind: 'remote',
    host,
    what: 'The workspace could not be created on the host.',
    why,
    hint: 'On the host, create a directory /workspace in which only you can write: fleetmux uses it instead of one in your home directory.',
  })
}

/** Why a directory on the host cannot hold workspaces; null: it can. */
function whyUnusable(place: string): string | null {
  if (place === '') return 'the host did not report the directory for workspaces'
  const directory = `the path of the directory for workspaces ${quoteName(place)}`
  if (!place.startsWith('/')) return `${directory} is not absolute`
  if (place.includes('\ufffd')) return `${directory} contains a byte that is not UTF-8`
  if (/\p{C}/u.test(place)) return `${directory} contains a control character`
  return Buffer.byteLength(place) < 1000 ? null : `${directory} is longer than 999 bytes`
}

function wordsOf({ format, branch, base, uncommitted, origin, author }: Pack): string[] {
  return [format, branch ?? '', base, uncommitted ?? '', origin, author.name, author.email]
}

/**
 * Removes what was created, after a failure or a cancellation. If that fails, the failure names the remaining files.
 */
async function undone(
  thrown: unknown,
  transport: Transport,
  words: readonly string[],
): Promise<unknown> {
  try {
    await runScript(
      transport,
      'The workspace could not be removed from the host.',
      undoScript,
      words,
      { deadline: 30_000 },
    )
    return thrown
  } catch {
    const failure = toFailure(thrown, transport.host)
    const [id = '', , ...places] = words
    const left = `Parts of the workspace may remain on the host: look for ${id} in ${places.join(' and ')}.`
    const hint = failure.hint ? `${failure.hint} ${left}` : left
    return new FailureError({ ...failure, hint }, { cause: thrown })
  }
}
