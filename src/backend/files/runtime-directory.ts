import { lstatSync, mkdirSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { ownDirectory } from '../../disk/own-directory.ts'
import { makePrivateDirectory } from '../../disk/private-file.ts'
import { FailureError } from '../../state/model/failure.ts'

/**
 * Creates and returns the directory for fleetmux's sockets: `$XDG_RUNTIME_DIR/fleetmux`, else `/tmp/fleetmux-<uid>`. A
 * user who can write to the directory controls our connections, so a directory of another owner or with other
 * permissions is refused. Any user can create that name in /tmp: if the directory is refused, a directory in the state
 * directory is used.
 */
export function runtimeDirectory(env: NodeJS.ProcessEnv = process.env, shared = '/tmp'): string {
  const base = env.XDG_RUNTIME_DIR
  if (base?.startsWith('/')) return take(join(base, 'fleetmux'))
  try {
    return take(join(shared, `fleetmux-${uid()}`))
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    return takeAtHome(env, thrown)
  }
}

/**
 * Uses `run` in fleetmux's state directory for the sockets, because the directory in /tmp was refused. If that fails
 * too, throws `first`, the error about the directory in /tmp, which tells the user what to do.
 */
function takeAtHome(env: NodeJS.ProcessEnv, first: FailureError): string {
  const path = join(ownDirectory('XDG_STATE_HOME', env), 'run')
  try {
    makePrivateDirectory(path)
    return take(path)
  } catch {
    throw first
  }
}

/** Creates the runtime directory, or checks an existing one. */
function take(path: string): string {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw refused(path, message, elsewhere)
  }
  // Use lstat, not stat: another user may have put a link into /tmp.
  const found = lstatSync(path)
  const mode = (found.mode & 0o777).toString(8)
  if (!found.isDirectory())
    throw refused(path, 'it is not a directory', `Remove it: \`rm ${path}\`.`)
  if (found.uid !== uid()) throw refused(path, `it belongs to user ${found.uid}`, elsewhere)
  if (mode !== '700')
    throw refused(
      path,
      `its permissions are ${mode}, not 700`,
      `Correct the permissions: \`chmod 700 ${path}\`.`,
    )
  if (!isKept(lstatSync(`${dirname(path)}/.`)))
    throw refused(
      path,
      `other users may rename it, because they can write to ${dirname(path)}`,
      elsewhere,
    )
  return path
}

/** Whether nobody but this user and root can replace a directory of ours in this parent directory. */
function isKept({ uid: owner, mode }: Stats): boolean {
  return (owner === uid() || owner === 0) && ((mode & 0o022) === 0 || (mode & 0o1000) !== 0)
}

function uid(): number {
  return process.getuid?.() ?? 0
}

const elsewhere =
  'On the machine where fleetmux runs, set XDG_RUNTIME_DIR to a directory of your own.'

function refused(path: string, why: string, hint: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The directory ${path} of the machine where fleetmux runs cannot hold fleetmux's sockets.`,
    why,
    hint,
  })
}
