import { type Failure, sentence } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Connection } from '../connection/connection.ts'
import { fetchResults, type Results } from '../workspace/fetch/fetch.ts'
import type { Branch } from '../workspace/fetch/result.ts'
import { fetchOutput } from './output-log.ts'

/**
 * Fetches the commits of a tracked session (one started from a prompt) into the repository from which it was started,
 * and lists them.
 */
export async function fetchTracked(
  { record }: Extract<Command, { type: 'fetch-results' }>,
  backend: {
    readonly reach: (host: string) => Promise<Connection>
    readonly say: (text: string) => void
    /** The directory that fleetmux runs in, used if the record has no repository. */
    readonly directory: string
  },
): Promise<Event> {
  const { id, workspace, base, host } = record
  const repository = record.repository || backend.directory
  const { transport } = await backend.reach(host)
  const results = await fetchResults({ transport, id, workspace, base, repository })
  for (const line of resultLines(results, id)) backend.say(line)
  const output = await fetchOutput(transport, record)
  if (output) backend.say('path' in output ? `Output: ${output.path}` : noOutput(output.failure))
  const branches = [...results.branches, ...(results.uncommitted ? [results.uncommitted] : [])]
  const news = branches.filter(each => each.state !== 'UNCHANGED').length
  const text =
    news === 0
      ? `Session '${id}' has no new commits.`
      : `Fetched ${news === 1 ? '1 branch' : `${news} branches`} of session '${id}' into refs/remotes/fleetmux/${id}/.`
  return { type: 'did', text }
}

function noOutput(failure: Failure): string {
  return `The output of the session could not be fetched: ${sentence(failure)}`
}

/** Text about the fetched results: one line per branch, the branch's changed files, and how to merge the branch. */
export function resultLines({ branches, uncommitted, logs }: Results, id: string): string[] {
  const changed = branches.filter(each => each.state !== 'UNCHANGED')
  return [
    ...changed.flatMap(each => branchLines(each)),
    ...(uncommitted ? ['Uncommitted changes of the session:', ...branchLines(uncommitted)] : []),
    ...changed.map(each => `  To merge ${each.name}: git merge fleetmux/${id}/${each.name}`),
    ...logLines(logs),
  ]
}

function branchLines({ name, state, sha, diffstat }: Branch): string[] {
  const files = diffstat.split('\n').filter(Boolean)
  return [`  - ${name} (${state}): ${sha.slice(0, 8)}`, ...files.map(line => `    ${line}`)]
}

function logLines(logs: Results['logs']): string[] {
  if (!logs) return []
  if ('path' in logs) {
    const left = logs.left > 0 ? ` (links and special files that were left out: ${logs.left})` : ''
    return [`Logs: ${logs.path}${left}`]
  }
  return [`No logs: ${sentence(logs.failure)}`]
}
