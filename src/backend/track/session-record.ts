import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import { clean } from '../../state/text/clean.ts'
import { emptyRegistry, isSessionId } from '../../state/tracked/registry.ts'
import { parseDocument } from '../state-file/document.ts'
import { mergeDocument } from '../state-file/merge.ts'

/**
 * The record as stored in a user option of its tmux session: the JSON of a state file with one session, without the
 * path of the local repository.
 */
export function toSaid(record: SessionRecord): string {
  const sessions = new Map([[record.id, { ...record, repository: '' }]])
  return JSON.stringify(
    mergeDocument({ raw: {}, registry: emptyRegistry }, { sessions, pool: new Map() }),
  )
}

/**
 * Parses the record in a tmux session's user option; null: fleetmux did not write it. If a name or path has characters
 * that `clean` would remove, the result is null too: a corrected name could be that of something else.
 * @throws FailureError if the text is truncated.
 */
export function fromSaid(text: string, where: string): SessionRecord | null {
  const { sessions } = registryIn(text, where)
  const [said] = sessions.values()
  if (!said || !isSessionId(said.id)) return null
  if (!isClean(text)) return null
  return {
    ...said,
    prompt: said.prompt
      .split('\n')
      .map(line => clean(line, LONGEST))
      .join('\n'),
  }
}

function registryIn(text: string, where: string): Registry {
  try {
    return parseDocument(text, where).registry
  } catch (thrown) {
    const { why } = toFailure(thrown)
    throw new FailureError({
      ...{ kind: 'remote', what: `The record of the session ${where} is corrupt.` },
      ...(why !== undefined && { why }),
      hint: 'fleetmux stored it in the tmux option @fleetmux_record of the session, and somebody may have changed it there.',
    })
  }
}

/** Whether all strings except the prompt have no characters that `clean` would remove. */
function isClean(text: string): boolean {
  const texts: string[] = []
  JSON.parse(text, (key, value) => {
    if (typeof value === 'string' && key !== 'prompt') texts.push(value)
    return value
  })
  return texts.every(each => clean(each) === each)
}

/** Maximum length of one line of a prompt, in UTF-16 code units; the rest of a longer line is cut off. */
const LONGEST = 100_000
