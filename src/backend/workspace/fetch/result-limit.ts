/**
 * The most that is taken from a host when the results of a session are fetched. Sizes are counted in what is
 * read, never in what the host says.
 */
export const RESULT_LIMITS = {
  /** Bytes of the bundle; as much as may be sent there. The objects stay packed, so the disk grows by no more. */
  bundle: 500_000_000,
  /** Bytes of the bundle's header. */
  header: 4 << 20,
  branches: 1000,
  /** Objects in the pack: git keeps some 100 bytes in memory for each. */
  objects: 5_000_000,
  /** Bytes of a branch's name, and of one part of it: a file here has that name and `.lock`. */
  name: 1000,
  namePart: 240,
  /** Files of one commit that are compared with the base. */
  files: 1_000_000,
  /** Lines of one `diff --stat`. */
  diffstat: 1000,
  /** Milliseconds for one `diff --stat`. */
  diffstatTime: 60_000,
  /** git's own form: bytes of one piece of memory. An object of a few bytes may claim to unpack to any size. */
  allocation: '1g',
  /** The same: files larger than that are not compared line by line. */
  compared: '32m',
} as const
