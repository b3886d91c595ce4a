import { constants, mkdirSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { limited } from '../clock.ts'
import { start } from '../process.ts'
import { holderOf } from './holder.ts'

export interface LockOptions {
  /** Milliseconds to wait for it; default 30 s. */
  readonly deadline?: number
  readonly signal?: AbortSignal
}

/**
 * Node cannot call flock(2), and amplihack takes nothing else. flock belongs to the *open file*, not to
 * the process: so a child is handed ours, calls it, and ends; the lock is then held for as long as we
 * live and do not close. Whichever program makes the call, it is the same lock.
 */
const script = `
exec 3>&2 2>&1
if command -v flock >/dev/null; then exec flock -x 3
elif command -v perl >/dev/null; then exec perl -e 'open(F, "+>>&=3") && flock(F, 2) or die "$!\\n"'
fi
echo 'neither flock nor perl is installed here'
exit 127
`

/**
 * Runs `work` while no other process, amplihack neither, holds the lock at `path`. The file is made where
 * there is none and stays. A lock whose holder died is free.
 * @throws FailureError: late and by whom it is held; refused where it cannot be made.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const file = await openLock(path)
  try {
    await take(file, path, options)
    // For those who wait too long: see `holderOf`. One that died left its own there.
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
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return await owned(await open(path, FLAGS, 0o600))
  } catch (thrown) {
    throw noLock(path, reasonOf(thrown))
  }
}

/**
 * Not truncated: it may be somebody else's at this moment. Not through a link: we write into it. Whoever may open
 * it may hold it for ever, so it is nobody else's.
 */
const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW

async function owned(file: FileHandle): Promise<FileHandle> {
  const found = await file.stat()
  const whose = found.uid === process.getuid?.() || found.uid === 0
  if (found.isFile() && whose) return file
  await file.close()
  throw new Error(found.isFile() ? `it belongs to user ${found.uid}` : 'it is no plain file')
}

async function take(
  file: FileHandle,
  path: string,
  { deadline = 30_000, signal }: LockOptions,
): Promise<void> {
  // `stderr` is the one place where a process of ours takes a descriptor; the script moves it to 3.
  const child = start({ file: 'sh', args: ['-c', script], stdin: 'ignore', stderr: file.fd })
  const late = () => new FailureError({ kind: 'late', what: `${path} stayed locked.` })
  try {
    const words = text(child.stdout)
    const limit = { deadline, late, ...(signal && { signal }) }
    const { code, error } = await limited(limit, () => child.exited)
    if (code !== 0) throw noLock(path, error ?? ((await words).trim() || `exit code ${code}`))
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
    what: `${path} stayed locked for ${deadline / 1000} s.`,
    why: pid ? `process ${pid} holds it` : 'another program holds it, perhaps amplihack',
    hint: pid ? `Look what it does: \`ps -fp ${pid}\`` : `Find it: \`fuser -v ${path}\``,
  })
}

function noLock(path: string, why: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `${path} cannot be locked, so nothing was written.`,
    why,
    hint: 'See to it that the directory is yours and writable, and that flock (of util-linux) is installed.',
  })
}
