import { rowAgent } from '../agents/attention.ts'
import { agentOf } from '../agents/need.ts'
import { serverKey } from '../hosts/host.ts'
import type { Host, Session } from '../model/fleet.ts'
import { activePane } from '../targets/target.ts'
import { agentJson } from './agent-json.ts'

/** A session, its panes and its agents as a JSON document. `agent`: the one shown in the session's row. */
export function sessionJson(host: Host, session: Session) {
  const name = host.config.name
  const active = activePane(session)
  const { pane, status } = rowAgent(host, session)
  return {
    target: `${name}/${session.name}`,
    host: name,
    kind: host.config.transport,
    server: serverKey(host),
    id: session.id,
    name: session.name,
    created: session.created,
    activity: session.activity,
    attached: session.attached,
    windows: session.windows,
    command: active?.command ?? '',
    title: active?.title ?? '',
    panes: session.panes.map(each => ({
      ...each,
      dead: each.dead ? { code: each.dead.code ?? null } : null,
    })),
    agent: pane && status ? agentJson(pane, status) : null,
    agents: agentsIn(host, session),
  }
}

function agentsIn(host: Host, session: Session) {
  return session.panes.flatMap(pane => {
    const status = agentOf(host, pane)
    return status ? [agentJson(pane, status)] : []
  })
}
