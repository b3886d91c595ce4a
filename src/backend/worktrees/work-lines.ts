import { sentence, toFailure } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import { counted } from '../../state/text/counted.ts'
import { rescueLimitNotes } from '../../state/worktrees/newest-rescue.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { Diff, Worktrees } from '../../state/worktrees/worktree-handle.ts'

/**
 * Lines about what prevents the merge of a worktree session, then about its iterations (the agent's work on one prompt,
 * and the test script after it), newest first.
 */
export async function statusLines(
  worktrees: Worktrees,
  row: WorktreeRow,
): Promise<readonly string[]> {
  const findings = await worktrees.preflight(row)
  const iterations = await worktrees.iterations(row)
  const isReady = findings.every(({ level }) => level !== 'block')
  return [
    isReady ? 'The session can be merged.' : 'The session cannot be merged yet.',
    ...findings.flatMap(({ level, text, files = [] }) => [
      `${level === 'block' ? '-' : ' '} ${text}`,
      ...files.map(file => `    ${file}`),
    ]),
    '',
    ...iterations
      .toReversed()
      .flatMap(each => [
        `Iteration ${each.number}: ${each.end}, script: ${each.testResult}, ${counted(each.changedCount, 'file')}`,
        `  > ${each.prompt.split('\n')[0] ?? ''}`,
        ...each.commitError.split('\n').filter(Boolean),
        ...each.testOutput.split('\n').slice(-20),
      ]),
  ]
}

/** The lines of a diff. If the host did not send its end, because it is too long, a last line says so. */
export function diffLines({ diff, isCut }: Diff): readonly string[] {
  const lines = diff.replace(/\n$/, '').split('\n')
  return isCut ? [...lines, '... The diff is too long; its end was omitted.'] : lines
}

/**
 * Lines about the rescue refs on a host, which keep removed or rewritten work, and about the worktrees that still
 * exist: whether each can be removed without loss, and why.
 */
export async function keptLines(worktrees: Worktrees, host: string): Promise<readonly string[]> {
  try {
    const [rescues, left] = await Promise.all([worktrees.rescues(host), worktrees.leftovers(host)])
    return [
      ...rescueLimitNotes(rescues).map(note => `! ${note}`),
      ...rescues.map(({ session, branch, at }) => {
        const day = new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')
        return `+ restorable on ${host}: ${session}  ${branch}  ${day}`
      }),
      ...left.map(
        ({ id, name, isRemovable, reason, path, size }) =>
          `${isRemovable ? '- removable on' : '  kept on'} ${host}: ${name || id}, ${size ?? '?'} KiB: ${reason} (${path})`,
      ),
    ]
  } catch (thrown) {
    return [`! ${host}: ${sentence(toFailure(thrown, host))}`]
  }
}

export const cleanLine = (line: string) => clean(line.replaceAll('\t', '    '))
