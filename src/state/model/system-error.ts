const [RIGHTS, SPACE, FILES] = [
  'Check that your user may read and write what the reason names, and that its file system is not read-only.',
  'Free disk space on that machine, and try again.',
  'Too many files are open: end other programs on that machine, or raise its limit (`ulimit -n`).',
]

/** What the user can do about an error of the operating system, by the code of the error. */
const ADVICE: Readonly<Record<string, string>> = {
  ...{ EACCES: RIGHTS, EPERM: RIGHTS, EROFS: RIGHTS },
  ...{ ENOSPC: SPACE, EDQUOT: SPACE },
  ...{ EMFILE: FILES, ENFILE: FILES },
}

/**
 * What failed and what to do, if an operation on a file, a process or a connection of this machine failed; null for all
 * other thrown values.
 */
export function systemFailure(
  thrown: unknown,
): { readonly what: string; readonly hint: string } | null {
  if (!(thrown instanceof Error) || !('syscall' in thrown)) return null
  const code = 'code' in thrown ? String(thrown.code) : ''
  return {
    what: 'An operation on the machine where fleetmux runs failed.',
    hint: ADVICE[code] ?? 'Check what the reason names, and try again.',
  }
}
