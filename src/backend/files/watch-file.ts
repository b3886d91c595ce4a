import { existsSync } from 'node:fs'
import type { ChokidarOptions } from 'chokidar'
import {
  type Failure,
  FailureError,
  makeFailure,
  reasonOf,
  toFailure,
} from '../../state/model/failure.ts'
import { delay } from '../clock.ts'
import { fingerprintOf } from './file-fingerprint.ts'
import { readPlainFile } from './plain-file.ts'

export interface FileWatch {
  /**
   * Receives the text of the file. Returns false if the file is still being written. An error that it throws is passed
   * to `wrong`.
   */
  readonly look: (text: string) => Looked | Promise<Looked>
  /**
   * Called if the file is gone or cannot be read or watched, or `look` has thrown. The caller keeps using the earlier
   * content.
   */
  readonly wrong: (failure: Failure) => void
  /**
   * How long a file may be missing or empty while another process replaces it, in milliseconds. After that, a missing
   * file is an error for `wrong`, and `look` is called for an empty one.
   */
  readonly patience?: number
  readonly chokidar?: ChokidarOptions
}

const AS_IT_WAS = 'Until then, its last valid contents stay in use.'

type Looked = boolean | void

const PATIENCE = 5000
const STEP = 50

/**
 * Reads a file after each change, one read at a time. Waits a moment for a missing file, since programs may remove and
 * rewrite it. A file that stays missing is reported; when it is created again, it is read. Returns a function that
 * stops the watching.
 */
export async function watchFile(path: string, watching: FileWatch): Promise<() => Promise<void>> {
  const before = fingerprintOf(path)
  const { watch } = await import('chokidar')
  const { look, wrong } = watching
  const watcher = watch(path, { ignoreInitial: true, ...watching.chokidar })
  let isLooking = false
  let isWanted = false
  let isOver = false
  // chokidar also reports changes in the file's directory, so a file that never existed must not be reported as gone.
  let wasThere = existsSync(path)

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
    for (; !isOver; await delay(STEP)) {
      const isLate = performance.now() >= until
      const text = readPlainFile(path, { note: AS_IT_WAS })
      wasThere ||= text !== null
      if (!wasThere) return
      if (text === null && isLate) throw gone(path)
      if (!text?.trim() && !isLate) continue
      if ((await look(text ?? '')) !== false || isLate) return
    }
  }

  watcher.on('all', () => void run())
  // chokidar reports no change that happens before it is ready.
  watcher.on('ready', () => fingerprintOf(path) === before || void run())
  watcher.on('error', thrown => wrong(unwatched(path, thrown)))
  return async () => {
    isOver = true
    await watcher.close()
  }
}

function gone(path: string): FailureError {
  return new FailureError({
    kind: 'missing',
    what: `${path} is gone.`,
    why: 'its last valid contents stay in use',
    hint: 'Restore the file; it is read as soon as it exists again.',
  })
}

function unwatched(path: string, thrown: unknown): Failure {
  return makeFailure({
    kind: 'refused',
    what: `${path} cannot be watched for changes.`,
    why: reasonOf(thrown),
    hint: 'Restart fleetmux after each change to the file.',
  })
}
