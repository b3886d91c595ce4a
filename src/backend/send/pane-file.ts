import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { delay } from '../clock.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'

/** Milliseconds between two attempts to take a pane's lock that another process holds. */
const AGAIN = 10
/** Milliseconds to wait for a pane's lock that another process holds; then the text is typed without the lock. */
const LIMIT = 5000

/**
 * Locks that prevent two processes of one user from typing into the same pane at once, each over its own connection.
 */
export interface PaneFiles {
  /**
   * Takes the pane's lock. Resolves with a function that releases the lock. If another process holds the lock, waits up
   * to 5 s, so that a snapshot taken before this process types includes the text of the other process. After that,
   * resolves without the lock.
   */
  acquire(key: string): Promise<() => void>
}

/**
 * The locks are files in fleetmux's runtime directory, one per pane. A lock file exists while a text is typed and
 * contains the process id of its owner.
 */
export function createPaneFiles(env: NodeJS.ProcessEnv): PaneFiles {
  let directory: string | null | undefined

  function pathOf(key: string): string | null {
    directory ??= makeDirectory(env)
    if (directory === null) return null
    // A static import would load node:crypto in every command, but only the few commands that type into panes need it.
    const { hash } = process.getBuiltinModule('node:crypto')
    return join(directory, hash('sha256', key).slice(0, 32))
  }

  return {
    async acquire(key) {
      const path = pathOf(key)
      if (path === null) return () => {}
      const end = performance.now() + LIMIT
      while (!create(path)) {
        if (performance.now() > end) return () => {}
        if (!isHeld(path)) rmSync(path, { force: true })
        else await delay(AGAIN)
      }
      return () => rmSync(path, { force: true })
    },
  }
}

/**
 * Creates the directory of the lock files. Returns null if that fails: texts are then sent without locks. The reason is
 * reported when fleetmux connects to a host, which needs the same runtime directory.
 */
function makeDirectory(env: NodeJS.ProcessEnv): string | null {
  try {
    const path = join(runtimeDirectory(env), 'panes')
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  } catch {
    return null
  }
}

/**
 * Creates a lock file. Returns false if the file exists already. If the file cannot be created for another reason, the
 * text is sent without the lock.
 */
function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'EEXIST'
  }
}

/**
 * Whether the process that created this lock file still runs. An empty lock file counts as held, because that process
 * is about to write its process id.
 */
function isHeld(path: string): boolean {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
    const pid = Number(text)
    if (text !== '' && pid > 0) process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM means that the pid now belongs to a process of another user, which cannot own a file in this user's
    // directory.
    return !['ENOENT', 'ESRCH', 'EPERM'].includes((thrown as NodeJS.ErrnoException).code ?? '')
  }
}
