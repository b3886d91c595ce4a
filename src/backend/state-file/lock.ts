import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { makePrivateDirectory } from '../../disk/private-file.ts'
import { FailureError } from '../../state/model/failure.ts'
import { withDeadline } from '../clock.ts'
import { localReason } from '../files/local-reason.ts'
import { start } from '../process.ts'
import { holderOf } from './holder.ts'

export interface LockOptions {
  /** How long to wait for the lock before the failure `late`, in milliseconds; default 30 s. */
  readonly deadline?: number
  readonly signal?: AbortSignal
}

/**
 * Takes the lock in a child process, because Node cannot call flock(2), by which amplihack locks the state file that it
 * shares with fleetmux. A flock belongs to the open file description, not to the process: the child inherits our file
 * descriptor, locks it and exits. The lock is then held until we close the file or exit. The script tries several
 * programs that can call flock(2).
 */
const script = `
exec 3>&2 2>&1
if command -v flock >/dev/null; then exec flock -x 3
elif command -v perl >/dev/null; then exec perl -e 'open(F, "+>>&=3") && flock(F, 2) or die "$!\\n"'
fi
echo 'neither flock nor perl is installed on this machine'
exit 127
`

/**
 * Runs `work` while no other process, including amplihack, holds the lock at `path`. The lock file is created if needed
 * and is not removed. If the holder of a lock dies, the lock is free.
 * @throws FailureError: of the kind `late`, naming the process that holds the lock, if it is not free within
 * `options.deadline`; of the kind `refused` if the file cannot be created.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const file = await openLock(path)
  try {
    await take(file, path, options)
    // Write our pid for `holderOf` in waiting processes. A holder that died has left its own pid in the file.
    await file.truncate()
    await file.write(`${process.pid}\n`)
    try {
      return await work()
    } finally {
      await file.truncate()
    }
  } finally {
    await file.close()
  }
}

async function openLock(path: string): Promise<FileHandle> {
  try {
    makePrivateDirectory(path)
    const file = await open(path, FLAGS, 0o600)
    try {
      await makeOwn(file)
      return file
    } catch (thrown) {
      await file.close()
      throw thrown
    }
  } catch (thrown) {
    throw noLock(path, localReason(thrown))
  }
}

/** No O_TRUNC, because another process may hold the lock. O_NOFOLLOW, because we write into the file. */
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW

/**
 * Refuses a file that another user could lock for ever, or that has a second name (a hard link), and so may be some
 * other file of this user. Whoever can open a file can lock it, even if only for reading, and amplihack creates the
 * file with the usual permissions.
 */
async function makeOwn(file: FileHandle): Promise<void> {
  const found = await file.stat()
  const { uid, mode, nlink } = found
  if (!found.isFile()) throw new Error('it is not a regular file')
  if (uid !== process.getuid?.()) throw new Error(`it belongs to user ${uid}`)
  if (nlink > 1) throw new Error('the file has more than one hard link')
  if ((mode & 0o077) !== 0) await file.chmod(0o600)
}

async function take(
  file: FileHandle,
  path: string,
  { deadline = 30_000, signal }: LockOptions,
): Promise<void> {
  // The child process locks `file`, whose descriptor it can inherit only as its `stderr`. The script moves it to
  // descriptor 3.
  const child = start({ file: 'sh', args: ['-c', script], stdin: 'ignore', stderr: file.fd })
  const late = () => new FailureError({ kind: 'late', what: `${path} stayed locked.` })
  try {
    const words = text(child.stdout)
    const limit = { deadline, late, ...(signal && { signal }) }
    const { code, error } = await withDeadline(limit, () => child.exited)
    if (code !== 0)
      throw noLock(
        path,
        error ?? ((await words).trim() || `the locking program ended with exit code ${code}`),
      )
  } catch (thrown) {
    await child.kill()
    if (!(thrown instanceof FailureError) || thrown.failure.kind !== 'late') throw thrown
    throw await stayedLocked(path, deadline)
  }
}

async function stayedLocked(path: string, deadline: number): Promise<FailureError> {
  const pid = await holderOf(path)
  return new FailureError({
    kind: 'late',
    what: `The lock file ${path} stayed locked for ${deadline / 1000} s, so nothing was written.`,
    why: pid
      ? `process ${pid} holds the lock`
      : 'another program holds the lock, perhaps amplihack',
    hint: pid
      ? `Check what that process is doing: \`ps -fp ${pid}\`.`
      : `Find the program: \`fuser -v ${path}\`.`,
  })
}

function noLock(path: string, why: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The lock file ${path} cannot be locked, so nothing was written.`,
    why,
    hint: 'Make sure that the directory belongs to you and is writable, and that flock (of util-linux) is installed.',
  })
}
