import { incompleteJson } from '../../../state/json/incomplete-json.ts'
import { iterationJson, worktreeJson } from '../../../state/json/worktree-json.ts'
import { age } from '../../../state/text/age.ts'
import { counted } from '../../../state/text/counted.ts'
import { strip } from '../../../state/text/text.ts'
import type { Iteration, WorktreeRow } from '../../../state/worktrees/worktree.ts'
import { distance, lastTest } from '../../../state/worktrees/worktree-text.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { sayLimit } from '../../print/list-limit.ts'
import { table } from '../../print/table.ts'
import { askHosts, openOne, openWork } from './open-worktrees.ts'

const TITLES = [
  'ID',
  'NAME',
  'HOST',
  'STATE',
  'ITERATIONS',
  'TEST',
  'AHEAD/BEHIND',
  'AGE',
  'BRANCH',
  'WORKTREE',
]

/** `work list`: the sessions of all hosts, newest first. */
export async function listWorktrees(call: Call): Promise<number> {
  const { worktrees, names } = await openWork(call)
  const { rows, failures } = await askHosts(call, names, host => worktrees.list(host))
  sayLimit(call, rows, 'worktree sessions')
  const sorted = rows.toSorted((one, other) => other.spec.created - one.spec.created)
  if (call.flags.is('json'))
    await call.print(toJson({ worktrees: sorted.map(worktreeJson), ...incompleteJson(rows) }))
  else {
    const lines = table(TITLES, sorted.map(cells), call.terminal)
    if (sorted.length > 0) for (const line of lines) await call.print(line)
    else call.say('No worktree sessions.')
  }
  return exitOfAll(failures)
}

function cells(row: WorktreeRow): readonly string[] {
  const { host, spec, state, iterations } = row
  return [
    ...[spec.id.slice(0, 10), spec.name, host, state, String(iterations), lastTest(row)],
    ...[distance(row), age(spec.created, Date.now()), spec.branchName, spec.worktreePath],
  ]
}

/** `work status`: one session with its iterations. */
export async function showStatus(call: Call): Promise<number> {
  const { worktrees, row } = await openOne(call)
  const iterations = await worktrees.iterations(row)
  if (call.flags.is('json')) {
    await call.print(
      toJson({ ...worktreeJson(row), iterationRecords: iterations.map(iterationJson) }),
    )
    return DONE
  }
  for (const line of statusLines(row)) await call.print(strip(line))
  for (const each of iterations) for (const line of iterationLines(each)) await call.print(line)
  return DONE
}

function statusLines(row: WorktreeRow): readonly string[] {
  const { spec, host, state, detail } = row
  return [
    `${spec.name} (${spec.id}) on ${host}: ${state}${detail ? `, ${detail}` : ''}`,
    `  branch    ${spec.branchName}, ${row.ahead === null ? '? commits' : counted(row.ahead, 'commit')} ahead of ${spec.baseBranch}, ${row.behind ?? '?'} behind`,
    `  worktree  ${spec.worktreePath}${row.dirty > 0 ? `, ${counted(row.dirty, 'file')} not committed` : ''}`,
    `  ports     ${spec.firstPort} to ${spec.firstPort + spec.ports - 1}`,
    ...(spec.script ? [`  script    ${spec.script}`] : []),
    ...(row.tmuxSession ? [`  agent in  ${host}/${row.tmuxSession}`] : []),
  ]
}

/** An iteration (the agent's work on one prompt, then the test script) as some lines of text. */
export function iterationLines(each: Iteration): readonly string[] {
  const test = each.testResult === 'none' ? '' : `, script: ${each.testResult}`
  const used = each.totalTokens == null ? '' : `, ${each.totalTokens} tokens`
  const cost = each.costUsd == null ? '' : `, $${each.costUsd.toFixed(4)}`
  const commit = each.commitSha === each.before ? 'no commit' : each.commitSha.slice(0, 10)
  const lines = [
    `#${each.number} ${each.end}: ${counted(each.changedCount, 'file')}, ${commit}${test}${used}${cost}`,
    ...(each.prompt.trim() ? [`   > ${each.prompt.trim().split('\n')[0]}`] : []),
    ...(each.commitError
      ? [`   not committed: ${each.commitError.trim().split('\n').at(-1)}`]
      : []),
    ...each.notes.filter(Boolean).map(note => `   ${note}`),
  ]
  return lines.map(strip)
}
