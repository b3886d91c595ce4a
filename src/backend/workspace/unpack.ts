import { randomBytes } from 'node:crypto'
import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { Transport } from '../transport/transport.ts'
import { quoteName } from './fetch/ref-name.ts'
import { requireId, runScript } from './host-script.ts'
import type { Pack } from './pack/pack.ts'
import type { Progress } from './progress.ts'
import { upload } from './transfer.ts'
import { prepareScript, undoScript, unpackScript } from './unpack-script.ts'

export interface UnpackOptions extends Progress {
  readonly transport: Transport
  readonly pack: Pack
  /** Of the session; the workspace is called so. */
  readonly id: string
  /** Where workspaces may be made, the best first; a path that begins with `~/` is made where it is missing. */
  readonly places?: readonly string[]
}

/** The seed's place, where somebody has made it; else the home directory's place for data. */
const usualPlaces = ['/workspace', '~/.local/share/fleetmux/workspaces'] as const

/**
 * Ships a pack to a host and makes the workspace of it: the same branch, and what was not committed is
 * not committed there either. All or nothing. Resolves with the workspace's absolute path on the host.
 * @throws FailureError: no git there, its disk full, the host lost; and what is left behind if it could not
 * be taken away again.
 */
export async function unpackWorkspace(options: UnpackOptions): Promise<string> {
  const { transport, pack, id, places = usualPlaces, progress, signal } = options
  requireId(id)
  const nonce = randomBytes(16).toString('hex')
  const what = `The workspace could not be made.`
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

/** The directory that the host chose. It becomes part of paths, and stands in the state file. */
function placeOf(found: string, host: string): string {
  const place = found.replace(/\/$/, '')
  if (/^\/[^\p{C}\ufffd]*$/u.test(place) && Buffer.byteLength(place) < 1000) return place
  throw new FailureError({
    kind: 'remote',
    host,
    what: 'The workspace could not be made.',
    why: `the host names no directory for it: ${quoteName(place)}`,
  })
}

function wordsOf({ format, branch, base, uncommitted, origin, author }: Pack): string[] {
  return [format, branch ?? '', base, uncommitted ?? '', origin, author.name, author.email]
}

/** Takes away what was made, also when it was called off; says so where even that failed. */
async function undone(
  thrown: unknown,
  transport: Transport,
  words: readonly string[],
): Promise<unknown> {
  try {
    await runScript(transport, 'It could not be cleared.', undoScript, words, { deadline: 30_000 })
    return thrown
  } catch {
    const failure = toFailure(thrown, transport.host)
    const [id = '', , ...places] = words
    const left = `Parts of it may be left there: look for ${id} in ${places.join(' and ')}.`
    const hint = failure.hint ? `${failure.hint} ${left}` : left
    return new FailureError({ ...failure, hint }, { cause: thrown })
  }
}
