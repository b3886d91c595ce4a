import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { clean } from '../../state/text/clean.ts'
import { emptyRegistry, isSessionId } from '../../state/tracked/registry.ts'
import { parseDocument } from '../registry/document.ts'
import { mergeDocument } from '../registry/merge.ts'

/** A record as its own session keeps it: a state file of one. The local path stays here. */
export function toSaid(record: SessionRecord): string {
  const sessions = new Map([[record.id, { ...record, repository: '' }]])
  return JSON.stringify(
    mergeDocument({ raw: {}, registry: emptyRegistry }, { sessions, pool: new Map() }),
  )
}

/** What a session says it is; null where that is not what fleetmux writes: names and paths are never mended. @throws FailureError where it is cut. */
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

/** Whether all texts in it but the prompt are as they would be shown. */
function isClean(text: string): boolean {
  const texts: string[] = []
  JSON.parse(text, (key, value) => {
    if (typeof value === 'string' && key !== 'prompt') texts.push(value)
    return value
  })
  return texts.every(each => clean(each) === each)
}

/** Characters of a line of a prompt. */
const LONGEST = 100_000
