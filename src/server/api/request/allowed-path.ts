import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, sep } from 'node:path'
import { FailureError } from '../../../state/model/failure.ts'
import type { ApiContext } from './route.ts'

/** @throws FailureError if the path is outside the allowed roots. */
export async function insideRoots(
  { roots }: Pick<ApiContext, 'roots'>,
  path: string,
): Promise<string> {
  const home = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
  if (!isAbsolute(home))
    throw usage(`${path} is not an absolute path.`, 'Give an absolute path, which begins with /.')
  const real = await realpath(home).catch(() => null)
  const isInside =
    real !== null &&
    roots.some(root => real === root || real.startsWith(root === sep ? sep : root + sep))
  if (isInside && real !== null) return real
  // The message does not reveal whether the path exists.
  throw new FailureError({
    kind: 'refused',
    what: `${path} does not exist, or is outside the directories that this server allows.`,
    hint: 'To allow a directory, start the server with --allowed-root DIR.',
  })
}

function usage(what: string, hint: string): FailureError {
  return new FailureError({ kind: 'usage', what, hint })
}
