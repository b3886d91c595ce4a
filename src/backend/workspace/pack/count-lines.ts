import { FailureError } from '../../../state/model/failure.ts'
import { withDeadline } from '../../clock.ts'
import { RESULT_LIMITS } from '../fetch/result-limit.ts'
import { type GitOptions, startGit } from '../git.ts'

/**
 * Counts the lines that git prints, without storing them. Null: git failed, or printed more than `most` lines and was
 * ended.
 */
export async function countLines(
  args: readonly string[],
  most: number,
  options: GitOptions,
): Promise<number | null> {
  const child = startGit(args, options)
  const { signal, deadline = RESULT_LIMITS.diffstatTime } = options
  const late = () => new FailureError({ kind: 'late', what: `\`git ${args[0]}\` took too long.` })
  child.stdin.end()
  child.stderr.resume()
  let lines = 0
  const read = async () => {
    for await (const chunk of child.stdout) {
      lines += newlines(chunk)
      if (lines > most) return null
    }
    return (await child.exited).code === 0 ? lines : null
  }
  try {
    const limit = { deadline, late, ...(signal && { signal }) }
    return await withDeadline(limit, read)
  } finally {
    await child.kill()
  }
}

function newlines(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++
  return count
}
