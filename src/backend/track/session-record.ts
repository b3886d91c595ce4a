import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { clean } from '../../state/text/clean.ts'
import { emptyRegistry, isSessionId } from '../../state/tracked/registry.ts'
import { parseDocument } from '../state-file/document.ts'
import { mergeDocument } from '../state-file/merge.ts'

/** The record for the session's own user option: a state file with one session. The local path is left out. */
export function toSaid(record: SessionRecord): string {
  const sessions = new Map([[record.id, { ...record, repository: '' }]])
  return JSON.stringify(
    mergeDocument({ raw: {}, registry: emptyRegistry }, { sessions, pool: new Map() }),
  )
}

/**
 * Parses the record in a session's user option; null if fleetmux did not write it: names and paths are never corrected.
 * @throws FailureError if it is truncated.
 */
export function fromSaid(text: string, where: string): SessionRecord | null {
  const { sessions } = parseDocument(text, `option @fleetmux_record of ${where}`).registry
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

/** Whether all texts except the prompt are free of characters that `clean` removes. */
function isClean(text: string): boolean {
  const texts: string[] = []
  JSON.parse(text, (key, value) => {
    if (typeof value === 'string' && key !== 'prompt') texts.push(value)
    return value
  })
  return texts.every(each => clean(each) === each)
}

/** Most characters of one line of a prompt. */
const LONGEST = 100_000
