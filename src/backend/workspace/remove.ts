import { FailureError } from '../../state/model/failure.ts'
import type { Transport } from '../transport/transport.ts'
import type { Progress } from './progress.ts'
import { requireId, runScript, SCRIPT_EXITS } from './workspace-script.ts'

export interface RemoveOptions extends Progress {
  readonly transport: Transport
  readonly id: string
  /** The workspace's path in the session's record. */
  readonly workspace: string
}

/**
 * Removes a workspace. A link is refused, because the removal must not follow it to another directory. A missing
 * workspace is no error.
 */
const script = `
[ ! -L "$1" ] || { echo "it is a link" >&2; exit ${SCRIPT_EXITS.notOurs}; }
[ -e "$1" ] || exit 0
[ -d "$1" ] || { echo "it is not a directory" >&2; exit ${SCRIPT_EXITS.notOurs}; }
at=$(cd "$1" && pwd -P) || exit 1
case $at in */"$2") ;; *) printf 'it leads to %s, whose name is not the id of the session\\n' "$at" >&2; exit ${SCRIPT_EXITS.notOurs} ;; esac
cd / && rm -rf -- "$at"
`

/**
 * Removes the workspace of a session on its host, with all its content. A missing workspace is no error.
 * @throws FailureError if the path is not the workspace of this session.
 */
export async function removeWorkspace(options: RemoveOptions): Promise<void> {
  const { transport, id, workspace, progress, signal } = options
  requireId(id)
  const steps = workspace.split('/')
  const isOurs = workspace.startsWith('/') && steps.at(-1) === id && !steps.includes('..')
  const what = `The workspace ${workspace} was not removed.`
  if (!isOurs || steps.length < 3)
    throw new FailureError({
      kind: 'refused',
      host: transport.host,
      what,
      why: `the path of a workspace of ${id} must end with that id`,
      hint: 'If you want to remove this directory, do it by hand.',
    })
  progress?.(`Removing the workspace on ${transport.host}`)
  await runScript(transport, what, script, [workspace, id], { deadline: 300_000, signal })
}
