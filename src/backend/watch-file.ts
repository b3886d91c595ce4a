import { stat } from 'node:fs/promises'
import type { ChokidarOptions } from 'chokidar'
import { type Failure, FailureError, reasonOf, toFailure } from '../state/failure.ts'
import { delay } from './clock.ts'

export interface FileWatch {
  /** Reads the file, which is there. What it throws is told as `wrong`. */
  readonly look: () => void | Promise<void>
  /** What was known before stays in use. */
  readonly wrong: (failure: Failure) => void
  /** Milliseconds that a file may be missing, or empty, while somebody writes it anew. */
  readonly patience?: number
  readonly chokidar?: ChokidarOptions
}

const PATIENCE = 5000
const STEP = 50

/**
 * Looks at a file after each change, once at a time. One that is missing for a moment is waited for: programs
 * remove a file and write it anew. One that stays away is told; its return is seen. Returns the way to stop.
 */
export async function watchFile(path: string, watching: FileWatch): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar')
  const { look, wrong } = watching
  const watcher = watch(path, { ignoreInitial: true, ...watching.chokidar })
  let isLooking = false
  let isWanted = false
  let isOver = false

  async function run(): Promise<void> {
    isWanted = true
    if (isLooking) return
    isLooking = true
    while (isWanted && !isOver) {
      isWanted = false
      await lookOnce().catch(thrown => isOver || wrong(toFailure(thrown)))
    }
    isLooking = false
  }

  async function lookOnce(): Promise<void> {
    const until = performance.now() + (watching.patience ?? PATIENCE)
    while ((await isAbsent(path)) !== null && performance.now() < until && !isOver)
      await delay(STEP)
    if (isOver) return
    if ((await isAbsent(path)) === 'missing') throw gone(path)
    await look()
  }

  watcher.on('all', () => void run())
  watcher.on('error', thrown => wrong(unwatched(path, thrown)))
  return async () => {
    isOver = true
    await watcher.close()
  }
}

async function isAbsent(path: string): Promise<'missing' | 'empty' | null> {
  try {
    const found = await stat(path)
    return found.isFile() && found.size === 0 ? 'empty' : null
  } catch (thrown) {
    // What else is wrong with it is said by whoever reads it.
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : null
  }
}

function gone(path: string): FailureError {
  return new FailureError({
    kind: 'missing',
    what: `${path} is gone.`,
    why: 'what it said last stays in use',
    now: 'Put it back; it is read as soon as it is there.',
  })
}

function unwatched(path: string, thrown: unknown): Failure {
  return {
    kind: 'refused',
    what: `${path} cannot be watched for changes.`,
    why: reasonOf(thrown),
    now: 'Restart fleetmux after you have changed it.',
  }
}
