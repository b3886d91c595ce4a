import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { delay } from '../clock.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'

/** Milliseconds between two looks at a file that another process holds, and after which it is waited for no more. */
const AGAIN = 10
const LIMIT = 5000

/** Keeps the processes of one person from typing into the same pane at once, each over its own channel. */
export interface PaneFiles {
  /**
   * Resolves with the way to release the pane. Another process that holds it is waited for, 5 s at most: the look at
   * the pane before a text sees what that one has written.
   */
  acquire(key: string): Promise<() => void>
}

/** A file a pane, beside our sockets, while a text is typed there. It holds the process id of its owner. */
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

/** Null where no directory of our own can be had: connecting says why, and texts go without the lock. */
function makeDirectory(env: NodeJS.ProcessEnv): string | null {
  try {
    const path = join(runtimeDirectory(env), 'panes')
    mkdirSync(path, { recursive: true, mode: 0o700 })
    return path
  } catch {
    return null
  }
}

/** False: the file is there already. A disk that takes no file keeps no text from its pane. */
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

/** Whether its owner lives. An empty file is about to be written. */
function isHeld(path: string): boolean {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
    const pid = Number(text)
    if (text !== '' && pid > 0) process.kill(pid, 0)
    return true
  } catch (thrown) {
    // A process of somebody else cannot own it: it is not in a directory of theirs.
    return !['ENOENT', 'ESRCH', 'EPERM'].includes((thrown as NodeJS.ErrnoException).code ?? '')
  }
}
