import type { SessionRecord } from '../../state/record.ts'
import { emptyRegistry } from '../../state/registry.ts'
import { parseDocument } from '../registry/document.ts'
import { mergeDocument } from '../registry/merge.ts'

/** A record as its own session keeps it: a state file of one. The local path stays here. */
export function toSaid(record: SessionRecord): string {
  const sessions = new Map([[record.id, { ...record, repository: '' }]])
  return JSON.stringify(
    mergeDocument({ raw: {}, registry: emptyRegistry }, { sessions, pool: new Map() }),
  )
}

/** What a session says it is; null where that is not what fleetmux writes. @throws FailureError where it is cut. */
export function fromSaid(text: string, where: string): SessionRecord | null {
  const { sessions } = parseDocument(text, `option @fleetmux_record of ${where}`).registry
  return [...sessions.values()][0] ?? null
}
