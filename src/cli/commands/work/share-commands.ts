import { sentence } from '../../../state/model/failure.ts'
import { strip } from '../../../state/text/text.ts'
import type { Conflict } from '../../../state/worktrees/conflict-pairs.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll, FAILED } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { openOne, openWork } from './open-worktrees.ts'

/** `work pr`: pushes the branch and opens a pull request. */
export async function requestMerge(call: Call): Promise<number> {
  const { worktrees, row } = await openOne(call)
  const [title, body] = [call.flags.text('title'), call.flags.text('message')]
  const request = await worktrees.requestMerge(row, {
    fromHost: call.flags.is('from-host'),
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
  })
  if (call.flags.is('json')) await call.print(toJson({ id: row.spec.id, ...request }))
  else {
    for (const note of request.notes) call.say(strip(note))
    call.say(
      request.way === 'link'
        ? `The branch was pushed, but the merge was not requested. ${request.link ? 'To request the merge, open this page:' : 'Request the merge on the page of the repository.'}`
        : request.way.startsWith('updated')
          ? `The merge request was ${request.way}.`
          : `Requested the merge with ${request.way}.`,
    )
    if (request.link) await call.print(strip(request.link))
  }
  return DONE
}

/** `work conflicts`: sessions of all hosts that would conflict with each other. */
export async function showConflicts(call: Call): Promise<number> {
  const { worktrees, names } = await openWork(call)
  const { conflicts, failures } = await worktrees.conflicts(names)
  for (const failure of failures) if (failure) call.say(`fleetmux: ${sentence(failure)}`)
  if (call.flags.is('json')) await call.print(toJson({ conflicts }))
  else {
    for (const each of conflicts) for (const line of conflictLines(each)) await call.print(line)
    if (conflicts.length === 0) call.say('No conflicts between sessions.')
  }
  const code = exitOfAll(failures)
  return code === DONE && conflicts.length > 0 ? FAILED : code
}

function conflictLines({ one, other, paths, files, why }: Conflict): readonly string[] {
  const head = `${one.name} on ${one.host} and ${other.name} on ${other.host}:`
  const rest = files ?? paths
  const lines = [
    `${head} ${files ? 'these files are in conflict' : `both change these files (${why})`}`,
    ...rest.map(path => `  ${path}`),
  ]
  return lines.map(strip)
}
