import pLimit from 'p-limit'
import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { Registry } from '../../state/model/tracked-session.ts'
import { watchFile } from '../files/watch-file.ts'
import { parseDocument } from './document.ts'
import { locksOf, readText, writeWhole } from './file.ts'
import { type LockOptions, withLock } from './lock.ts'
import { mergeDocument } from './merge.ts'
import { statePath } from './path.ts'

export interface RegistryOptions extends LockOptions {
  /** Path of the state file. Default: see `statePath`. */
  readonly path?: string
  readonly environment?: Readonly<Record<string, string | undefined>>
}

export interface RegistryFile {
  /** Absolute path of the state file. */
  readonly path: string
  /** Reads the state file. @throws FailureError if the file is corrupt (it stays unchanged) or cannot be read. */
  read(): Promise<Registry>
  /**
   * Reads, edits and writes the file under its lock. Resolves with the written registry. Values that `edit` does not
   * change stay as written; if `edit` returns its argument, nothing is written. Errors of `edit` are passed on.
   * @throws FailureError if the file is corrupt, cannot be written, or stays locked past the deadline.
   */
  change(edit: (registry: Registry) => Registry): Promise<Registry>
  /**
   * Reports every later change by any process. A removed file is a failure, not an empty registry. Returns a function
   * that stops the watching.
   */
  watch(
    changed: (registry: Registry) => void,
    wrong: (failure: Failure) => void,
  ): () => Promise<void>
}

/**
 * The state file, which records tracked sessions (started from prompts) and the pool of machines. It need not exist
 * yet.
 */
export function openRegistry(options: RegistryOptions = {}): RegistryFile {
  const path = options.path ?? statePath(options.environment)
  // Do one operation at a time: each operation that waits for the file's lock runs a child process.
  const turn = pLimit(1)

  async function locked<T>(work: () => Promise<T>): Promise<T> {
    const through = (locks: readonly string[]): Promise<T> => {
      const [first, ...rest] = locks
      return first === undefined ? work() : withLock(first, () => through(rest), options)
    }
    return turn(async () => through(await locksOf(path)))
  }

  /**
   * The complete text of the state file. amplihack truncates the file before it writes, so an invalid text is read
   * again under the lock.
   */
  async function settled(text: string): Promise<string | null> {
    if (isWhole(text, path)) return text
    return locked(() => readText(path)).catch(thrown => {
      // The lock file cannot be opened or locked (it is not just held by another process). amplihack takes the same
      // lock, so it cannot be writing the state file either, and the text that was read is complete.
      if (toFailure(thrown).kind === 'refused') return text
      throw thrown
    })
  }

  async function read(): Promise<Registry> {
    const text = await readText(path)
    const whole = text === null ? null : await settled(text)
    return parseDocument(whole ?? '', path).registry
  }

  return {
    path,
    read,
    change: edit =>
      locked(async () => {
        const document = parseDocument((await readText(path)) ?? '', path)
        const after = edit(document.registry)
        if (after === document.registry) return after
        const text = `${JSON.stringify(mergeDocument(document, after), null, 2)}\n`
        await writeWhole(path, text)
        return parseDocument(text, path).registry
      }),
    watch(changed, wrong) {
      const look = async (text: string) => {
        const whole = await settled(text)
        if (!whole?.trim()) return false
        changed(parseDocument(whole, path).registry)
        return true
      }
      const watching = watchFile(path, { look, wrong })
      return async () => (await watching)()
    },
  }
}

function isWhole(text: string, path: string): boolean {
  try {
    parseDocument(text, path)
    return text.trim() !== ''
  } catch (thrown) {
    if (thrown instanceof FailureError) return false
    throw thrown
  }
}
