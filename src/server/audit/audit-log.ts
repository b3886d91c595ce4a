import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { fileReason } from '../../disk/file-reason.ts'
import { makePrivateDirectory } from '../../disk/private-file.ts'
import { FailureError } from '../../state/model/failure.ts'

/** Maximum size of the log in bytes. A larger log is renamed to `.1`, and replaces an earlier log of this name. */
const MOST = 10 * 1024 * 1024

/**
 * An entry on an action that was requested from the server: the request (`asked`, before the action) or the result
 * (`done`). The text to send or prompt in the request is not stored, only its size and digest (`content`).
 */
export interface AuditEntry {
  readonly at: string
  /** Id of the request, the same in both entries. */
  readonly request: string
  readonly phase: 'asked' | 'done'
  readonly token: { readonly id: string; readonly name: string; readonly role: string } | null
  readonly from: string
  readonly act: string
  readonly on: string
  readonly content?: { readonly bytes: number; readonly sha256: string }
  /** HTTP status of the result. */
  readonly status?: number
  /** Number of receipts with each word (delivery status). */
  readonly receipts?: Readonly<Record<string, number>>
}

export interface AuditLog {
  /** Resolves when the entry is in the file. @throws FailureError: an action that cannot be logged must not be done. */
  write(entry: AuditEntry): Promise<void>
  close(): Promise<void>
}

/** The hint if the log cannot be written while the server runs. */
const UNTIL_THEN =
  'Until it can, the server refuses all actions. Check whether the disk is full, and the permissions of the file.'

/** The size and digest of a content, which are stored instead of the content. */
export function contentOf(text: string): NonNullable<AuditEntry['content']> {
  const sha256 = createHash('sha256').update(text).digest('hex')
  return { bytes: Buffer.byteLength(text), sha256 }
}

/** Opens the log, which has one line of JSON per entry and is readable only by its owner. @throws FailureError */
export async function openAuditLog(path: string): Promise<AuditLog> {
  let file = await openLog(path)
  let size = (await file.stat()).size
  let last: Promise<void> = Promise.resolve()

  async function append(line: string): Promise<void> {
    if (size > MOST) {
      await file.close()
      await rename(path, `${path}.1`)
      file = await openLog(path)
      size = 0
    }
    const bytes = Buffer.from(line)
    await file.appendFile(bytes)
    size += bytes.length
  }

  return {
    write(entry) {
      const written = last.then(() =>
        append(`${JSON.stringify(entry)}\n`).catch(thrown => {
          throw refused(path, thrown, UNTIL_THEN)
        }),
      )
      last = written.catch(() => undefined)
      return written
    },
    async close() {
      await last
      await file.close()
    },
  }
}

async function openLog(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    makePrivateDirectory(path)
    const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
    try {
      await takeOwn(file)
      return file
    } catch (thrown) {
      await file.close()
      throw thrown
    }
  } catch (thrown) {
    throw refused(path, thrown, 'Correct the permissions of the file, or move the file away.')
  }
}

/** Refuses a log file that another user may have created as a hard link to a different file of this user. */
async function takeOwn(file: FileHandle): Promise<void> {
  const found = await file.stat()
  if (!found.isFile() || found.uid !== process.getuid?.())
    throw new Error('it is not a regular file that belongs to you')
  if (found.nlink > 1) throw new Error('the file has more than one hard link')
  if ((found.mode & 0o077) !== 0) await file.chmod(0o600)
}

function refused(path: string, thrown: unknown, hint: string): FailureError {
  const what = `The audit log ${path} cannot be written.`
  return new FailureError({ kind: 'refused', what, why: fileReason(thrown), hint })
}
