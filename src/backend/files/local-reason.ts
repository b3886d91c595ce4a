import { fileReason } from '../../disk/file-reason.ts'

/** What the errors of this machine's file system mean. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  ENOTEMPTY: 'a directory that is not empty is in the way',
  EACCES: 'you have no permission',
  EPERM:
    'the system forbids it; a file or directory there may belong to another user or be protected',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk of this machine is full',
  EDQUOT: 'your disk quota on this machine is used up',
  EFBIG: 'this machine allows no file of this size',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the disk of this machine reported an error',
}

/**
 * Why this machine refused an operation on a file. The path in the message of Node.js is left out: it may be that of a
 * temporary file below /proc, which the user does not know.
 */
export function localReason(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  return MEANINGS[code] ?? fileReason(thrown)
}
