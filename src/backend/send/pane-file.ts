import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { delay } from '../clock.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'

/** Milliseconds between two checks of a file that another process holds, and the limit of the wait. */
const AGAIN = 10
const LIMIT = 5000

/** Locks against two processes of one user typing into the same pane at once, each over its own connection. */
export interface PaneFiles {
  /**
   * Resolves with a function that releases the lock. Waits up to 5 s for another process that holds it, so that the
   * snapshot before our text includes that process's text.
   */
  acquire(key: string): Promise<() => void>
}

/** A lock file per pane, beside our sockets, exists while a text is typed. It holds its owner's process id. */
export function createPaneFiles(env: NodeJS.ProcessEnv): PaneFiles {
  let directory: string | null | undefined

  function pathOf(key: string): string | null {
    directory ??= makeDirectory(env)
    return directory && join(directory, createHash('sha256').update(key).digest('hex').slice(0, 32))
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

/** null: a private directory cannot be created. Connecting reports the reason; texts are sent without the lock. */
function makeDirectory(env: NodeJS.ProcessEnv): string | null {
  try {
    const path = join(runtimeDirectory(env), 'panes')
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  } catch {
    return null
  }
}

/** false: the file exists already. If the file cannot be created, the text is sent without the lock. */
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

/** Whether the owning process runs. An empty file is about to be written. */
function isHeld(path: string): boolean {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
    const pid = Number(text)
    if (text !== '' && pid > 0) process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM: the pid belongs to another user's process, which cannot be the owner of a file in our directory.
    return !['ENOENT', 'ESRCH', 'EPERM'].includes((thrown as NodeJS.ErrnoException).code ?? '')
  }
}
