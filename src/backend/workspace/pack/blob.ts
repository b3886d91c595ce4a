import type { FailureError } from '../../../state/model/failure.ts'
import { type GitOptions, git, gitFailed, startGit } from '../git.ts'

export interface Blob {
  /** Path relative to the root of the repository. */
  readonly path: string
  readonly object: string
  /** Size in bytes. */
  readonly size: number
}

/** The files of a commit, with symbolic links (their content is the target) and without submodules. */
export async function listBlobs(commit: string, place: GitOptions): Promise<Blob[]> {
  const text = await git(['ls-tree', '-r', '-z', '-l', '--full-tree', commit], place)
  return text.split('\0').flatMap(line => {
    const [, object, size, path] = /^\d+ blob (\w+) +(\d+)\t([\s\S]+)$/.exec(line) ?? []
    return object && path ? [{ path, object, size: Number(size) }] : []
  })
}

/** Reads the contents of files, in order, through one git process. The caller may stop early. */
export async function* readBlobs(
  blobs: readonly Blob[],
  place: GitOptions,
): AsyncGenerator<{ blob: Blob; bytes: Buffer }> {
  const child = startGit(['cat-file', '--batch'], place)
  const stop = () => void child.kill()
  place.signal?.addEventListener('abort', stop, { once: true })
  try {
    child.stderr.resume()
    child.stdin.end(blobs.map(blob => `${blob.object}\n`).join(''))
    const take = taker(child.stdout)
    for (const blob of blobs) {
      const head = await take.line()
      if (head !== `${blob.object} blob ${blob.size}`) throw odd(blob, head)
      yield { blob, bytes: await take.bytes(blob.size) }
      await take.bytes(1)
    }
  } finally {
    place.signal?.removeEventListener('abort', stop)
    stop()
  }
  place.signal?.throwIfAborted()
}

/** Reads a stream by lines and by byte counts. At the end of the stream, returns the remaining bytes. */
function taker(stream: AsyncIterable<Buffer>) {
  const chunks = stream[Symbol.asyncIterator]()
  let left: Buffer = Buffer.alloc(0)

  async function more(): Promise<boolean> {
    const { value, done } = await chunks.next()
    if (done) return false
    left = left.length > 0 ? Buffer.concat([left, value]) : value
    return true
  }

  function cut(size: number): Buffer {
    const taken = left.subarray(0, size)
    left = left.subarray(size)
    return taken
  }

  return {
    async line(): Promise<string> {
      while (!left.includes(10) && (await more()));
      return cut(left.indexOf(10) + 1)
        .toString()
        .trimEnd()
    },
    async bytes(size: number): Promise<Buffer> {
      while (left.length < size && (await more()));
      return cut(size)
    },
  }
}

function odd({ path }: Blob, head: string): FailureError {
  if (head === '') return gitFailed(['cat-file'], `it ended before ${path}`, 1)
  return gitFailed(['cat-file'], `${path}: ${head}`, 1)
}
