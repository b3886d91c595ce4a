import { realpath } from 'node:fs/promises'
import { isAbsolute, sep } from 'node:path'
import { expandHome } from '../../../disk/own-directory.ts'
import { FailureError } from '../../../state/model/failure.ts'
import type { ApiContext } from './route.ts'

/** Resolves a path. @throws FailureError if the path is outside the allowed roots. */
export async function insideRoots(
  { roots }: Pick<ApiContext, 'roots'>,
  path: string,
): Promise<string> {
  const home = expandHome(path)
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
