/**
 * Limits for fetching the results of a session. Sizes are counted while reading; sizes that the host reports are not
 * trusted.
 */
export const RESULT_LIMITS = {
  /** Bytes of the bundle, the same as for sending. Objects stay packed, so the disk usage grows by no more. */
  bundle: 500_000_000,
  /** Bytes of the bundle's header. */
  header: 4 << 20,
  branches: 1000,
  /** Objects in the pack: git keeps some 100 bytes in memory for each. */
  objects: 5_000_000,
  /** Bytes of a branch name, and of one component of it: a local file has that name and `.lock`. */
  name: 1000,
  namePart: 240,
  /** Files of one commit that are compared with the base. */
  files: 1_000_000,
  /** Lines of one `diff --stat`. */
  diffstat: 1000,
  /** Milliseconds for one `diff --stat`. */
  diffstatTime: 60_000,
  /** git's notation: bytes of one allocation. An object of a few bytes may claim any unpacked size. */
  allocation: '1g',
  /** git's notation: larger files are not compared line by line. */
  compared: '32m',
} as const
