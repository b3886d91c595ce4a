import { FailureError, sentence } from '../../state/model/failure.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import type { Connection } from '../connection/connection.ts'
import { readSaid } from '../tmux/tracked-session-commands.ts'
import type { Transport } from '../transport/transport.ts'
import { runScript } from '../workspace/workspace-script.ts'
import { fromSaid } from './session-record.ts'

/** The file that marks a killed session. Other users cannot write to `.git`, and git ignores the file. */
const FILE = '.git/fleetmux-killed'

/** Timeout for the script that marks a killed session, and for the one that finds the marks, in milliseconds. */
const DEADLINE = 20_000

const leave = `ours "$1/.git" || { printf "there is no %s/.git of ours\\n" "$1" >&2; exit 1; }\n: >"$1/${FILE}"\n`

/**
 * Prints the id of each session that a user has killed, as its mark `FILE` says. The arguments are pairs of id and
 * workspace.
 */
const seek = `
while [ $# -gt 1 ]; do
  if ours "$2/.git" && [ -f "$2/${FILE}" ]; then printf '%s\\n' "$1"; fi
  shift 2
done
`

/**
 * Marks the workspace of a session that the user is about to kill, so that other machines do not count the session as
 * failed. Resolves with the reason if the mark failed, else with ''. A failed mark does not prevent the kill.
 */
export async function leaveKilledMark(
  { transport }: Pick<Connection, 'transport'>,
  { id, workspace }: Pick<SessionRecord, 'id' | 'workspace'>,
): Promise<string> {
  try {
    const what = `Other machines may show session '${id}' as failed instead of killed.`
    await runScript(transport, what, leave, [workspace], { deadline: DEADLINE })
    return ''
  } catch (thrown) {
    return whyOf(thrown)
  }
}

function whyOf(thrown: unknown): string {
  if (thrown instanceof FailureError) return sentence(thrown.failure)
  throw thrown
}

/**
 * Leaves the file that marks a killed session (see `leaveKilledMark`) in the workspace of a tmux session that the user
 * kills. The path of the workspace is read from the tmux session, because the state file of this machine may not have
 * the session.
 */
export async function markSaidSession(
  link: Connection,
  session: { readonly id: string; readonly name: string },
): Promise<string> {
  try {
    const [text] = await link.client().ask([readSaid(session.id, 'record')])
    const where = `${link.transport.host}/${session.name}`
    const record = fromSaid(text?.toString('utf8') ?? '', where)
    return record ? await leaveKilledMark(link, record) : ''
  } catch (thrown) {
    return whyOf(thrown)
  }
}

/** Reads which sessions were killed, by id. @throws FailureError if the host cannot be asked. */
export async function readKilledMarks(
  transport: Transport,
  records: readonly Pick<SessionRecord, 'id' | 'workspace'>[],
): Promise<ReadonlySet<string>> {
  const pairs = records.flatMap(({ id, workspace }) => [id, workspace])
  const what = 'fleetmux could not find out whether sessions that no longer exist were killed.'
  const out = await runScript(transport, what, seek, pairs, { deadline: DEADLINE })
  return new Set(out.split('\n').filter(Boolean))
}
