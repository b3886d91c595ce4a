import { needOf } from '../../state/agents/need.ts'
import type { AgentState, AgentStatus } from '../../state/model/agents/agent.ts'
import type { SessionStatus } from '../../state/sessions/status.ts'
import type { TextLook, Theme } from './theme.ts'

/** Glyph and style of a state. The glyph alone identifies the state, for terminals without colours. */
export interface Sign {
  readonly glyph: string
  readonly look: TextLook
}

/** The sign of the agent if the session has one, else the sign of the session. */
export function signOf(agent: AgentStatus | null, status: SessionStatus, theme: Theme): Sign {
  return agent ? agentSign(agent, theme) : sessionSign(status, theme)
}

/** The sign of a session, from what tmux reports. */
function sessionSign(status: SessionStatus, theme: Theme): Sign {
  const { glyphs } = theme
  if (status.state !== 'ended') {
    return {
      glyph: glyphs[status.state],
      look: status.state === 'active' ? theme.good : theme.dim,
    }
  }
  return status.code === 0
    ? { glyph: glyphs.ended, look: theme.plain }
    : { glyph: glyphs.failed, look: theme.bad }
}

/** The sign of an agent. An agent that has finished is highlighted until the user has looked at it. */
function agentSign(status: AgentStatus, theme: Theme): Sign {
  const { glyphs } = theme
  const known: Record<AgentState, Sign> = {
    working: { glyph: glyphs.working, look: theme.good },
    waiting: { glyph: glyphs.waiting, look: { ...theme.warn, bold: true } },
    idle: { glyph: glyphs.quiet, look: theme.dim },
    done: { glyph: glyphs.ended, look: theme.plain },
    failed: { glyph: glyphs.failed, look: theme.bad },
    unknown: { glyph: glyphs.unknown, look: theme.dim },
  }
  const sign = known[status.state]
  return needOf(status) === 'finished' ? { glyph: glyphs.ended, look: theme.accent } : sign
}
