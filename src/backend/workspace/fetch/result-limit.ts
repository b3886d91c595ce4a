/**
 * Limits for fetching the results of a session, which come as a git bundle: a header and a pack of git objects. Results
 * that exceed a limit are refused, unless the limit says otherwise. Sizes are counted while reading; sizes that the
 * host reports are not trusted.
 */
export const RESULT_LIMITS = {
  /**
   * Maximum bytes of the bundle, the same as for the bundle with which a repository is sent to a host. Objects stay
   * packed, so the disk usage grows by no more than this.
   */
  bundle: 500_000_000,
  /** Maximum bytes of the bundle's header (the list of its refs); a bundle with a longer one is refused. */
  header: 4 << 20,
  branches: 1000,
  /** Maximum objects in the bundle's pack. git keeps about 100 bytes in memory for each. */
  objects: 5_000_000,
  /** Maximum bytes of a branch name. */
  name: 1000,
  /** Maximum bytes of one component of a branch name. A local file has that name, followed by `.lock`. */
  namePart: 240,
  /** Maximum files in the tree of a commit; a commit with more is fetched, but not compared with the base. */
  files: 1_000_000,
  /** Maximum files that one `diff --stat` lists. git leaves out the others. */
  diffstat: 1000,
  /** Timeout for one `diff --stat`, in milliseconds; after it, the commit is fetched without it. */
  diffstatTime: 60_000,
  /** Maximum bytes of one allocation, in git's notation. An object of a few bytes may claim any unpacked size. */
  allocation: '1g',
  /** Size from which files are not compared line by line, in git's notation. */
  compared: '32m',
} as const
