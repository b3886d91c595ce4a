import { lstatSync, mkdirSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { ownDirectory } from '../../disk/own-directory.ts'
import { FailureError } from '../../state/model/failure.ts'

/**
 * Makes and returns the directory for our sockets: `$XDG_RUNTIME_DIR/fleetmux`, else `/tmp/fleetmux-<uid>`. Whoever
 * may write there owns our connections, so one that is somebody else's, or open to others, is refused. Anybody may
 * make that name in /tmp: then the state directory in the home directory holds the sockets.
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

/** Throws the first failure where this place is no better: that one is the usual place, and can be mended. */
function takeAtHome(env: NodeJS.ProcessEnv, first: FailureError): string {
  const path = join(ownDirectory('XDG_STATE_HOME', env), 'run')
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return take(path)
  } catch {
    throw first
  }
}

/** Makes the directory, or finds it as it was made. */
function take(path: string): string {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw refused(path, message, elsewhere)
  }
  // Not stat: a link that somebody put into /tmp leads wherever they like.
  const found = lstatSync(path)
  const mode = (found.mode & 0o777).toString(8)
  if (!found.isDirectory()) throw refused(path, 'it is not a directory', `rm ${path}`)
  if (found.uid !== uid()) throw refused(path, `it belongs to user ${found.uid}`, elsewhere)
  if (mode !== '700')
    throw refused(path, `its permissions are ${mode}, not 700`, `chmod 700 ${path}`)
  if (!isKept(lstatSync(`${dirname(path)}/.`)))
    throw refused(path, `others may rename it in ${dirname(path)}`, elsewhere)
  return path
}

/** Nobody but its owner, whom we trust, can put another directory into the place of one of ours in there. */
function isKept({ uid: owner, mode }: Stats): boolean {
  return (owner === uid() || owner === 0) && ((mode & 0o022) === 0 || (mode & 0o1000) !== 0)
}

function uid(): number {
  return process.getuid?.() ?? 0
}

const elsewhere = 'Set XDG_RUNTIME_DIR to a directory of your own.'

function refused(path: string, why: string, hint: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `${path} cannot hold fleetmux's sockets.`,
    why,
    hint,
  })
}
