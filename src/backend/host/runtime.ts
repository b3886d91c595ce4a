import { lstatSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { FailureError } from '../../state/failure.ts'

/**
 * Makes and returns the directory for our sockets: `$XDG_RUNTIME_DIR/fleetmux`, else
 * `/tmp/fleetmux-<uid>`. Whoever may write there owns our connections, so one that is somebody
 * else's, or open to others, is refused.
 */
export function runtimeDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const uid = process.getuid?.() ?? 0
  const base = env.XDG_RUNTIME_DIR
  const path = base?.startsWith('/') ? join(base, 'fleetmux') : `/tmp/fleetmux-${uid}`
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
  if (found.uid !== uid) throw refused(path, `it belongs to user ${found.uid}`, elsewhere)
  if (mode !== '700')
    throw refused(path, `its permissions are ${mode}, not 700`, `chmod 700 ${path}`)
  return path
}

const elsewhere = 'Set XDG_RUNTIME_DIR to a directory of your own.'

function refused(path: string, why: string, now: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `${path} cannot hold fleetmux's sockets.`,
    why,
    now,
  })
}
