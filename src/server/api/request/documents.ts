import { serverKey } from '../../../state/hosts/host.ts'
import { sessionJson } from '../../../state/json/session-json.ts'
import type { Host, Session } from '../../../state/model/fleet.ts'
import type { SessionRecord } from '../../../state/model/tracked-session.ts'
import type { Token } from '../../access/token.ts'
import { paneId, sessionId } from '../../targets/resolve-target.ts'

/** A live session in the format of `ls --json`, with ids that are not reused. */
export function sessionDocument(host: Host, session: Session) {
  const json = sessionJson(host, session)
  const target = { host: host.config.name, server: serverKey(host) }
  const withId = <T extends { readonly id: string }>(pane: T) => ({
    ...pane,
    pane: paneId({ ...target, pane: pane.id }),
  })
  return {
    ...json,
    id: sessionId(host, session),
    tmuxId: session.id,
    tracked: session.tracked ?? null,
    panes: json.panes.map(withId),
  }
}

export function recordDocument(record: SessionRecord) {
  const { id, host, prompt, command, status, agent, repository, exitCode } = record
  const { createdAt, startedAt, completedAt, maxTurns, workspace, base } = record
  return {
    id,
    host,
    prompt,
    command,
    status,
    agent,
    repository,
    workspace,
    base,
    maxTurns,
    exitCode,
    createdAt,
    startedAt,
    completedAt,
  }
}

export function tokenDocument({ hash: _, scope, ...token }: Token) {
  return { ...token, scope: scope ?? null }
}
