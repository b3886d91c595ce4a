import { resolve } from 'node:path'
import type { Fleet } from '../../../state/fleet-handle.ts'
import { isSessionId } from '../../../state/tracked/registry.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { receipt, sayWarnings } from '../../command/wait.ts'
import { openRecords, reachRecorded, recordThere } from '../../tracked/tracked-session.ts'

/** Timeout for transferring results, in milliseconds. */
const PATIENCE = 1_800_000

export const fetch: Command = {
  name: 'fetch',
  usage: 'ID [--repo DIR]',
  summary: 'Fetch the commits of a session that was started from a prompt',
  details: `
Its branches are fetched into refs/remotes/fleetmux/ID/ of the repository that it was started from, with uncommitted
changes of the agent as an additional commit. No local branch or file is changed. The session may still be running.`,
  examples: [
    ['fetch sess-20260502-203014-4f2a', 'Then: git merge fleetmux/sess-20260502-203014-4f2a/main'],
  ],
  flags: {
    repo: {
      kind: 'text',
      about: 'The repository to fetch into; default the one from which the session was started',
    },
  },
  takes: [1, 1],
  run,
}

async function run(call: Call): Promise<number> {
  const [id = ''] = call.args
  if (!isSessionId(id))
    throw usage(
      `${JSON.stringify(id)} is not the id of a session that was started from a prompt.`,
      '`fleetmux list` shows the ids.',
    )
  const opened = await openRecords(call)
  const record = recordThere(call, opened.registry, id)
  if ('code' in record) return record.code
  await reachRecorded(opened.fleet, record.host)
  await fetchInto(call, opened.fleet, id, record.host)
  return DONE
}

/**
 * Fetches the results of a session into the repository of --repo (default: the recorded one) and prints the fetched
 * branches, their changes, and how to merge them.
 * @throws FailureError if nothing can be fetched.
 */
export async function fetchInto(
  call: Call,
  { store }: Fleet,
  id: string,
  host: string,
): Promise<void> {
  const repo = call.flags.text('repo')
  const repository = repo === undefined ? {} : { repository: resolve(repo) }
  store.dispatch({ type: 'fetch-results', id, ...repository, ref: 'fetch' })
  const { text } = await receipt(store, {
    ...{ ref: 'fetch', host, limit: PATIENCE, isFixed: true },
    effect: 'all commits were fetched',
    repeat: `fleetmux fetch ${id}`,
  })
  await call.print(text)
  const lines: string[] = []
  sayWarnings({ say: line => lines.push(line) }, store, 'fetch')
  for (const line of lines) await call.print(line)
}
