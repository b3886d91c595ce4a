import {
  CONVERSATION_AGENTS,
  type ConversationAgent,
  type ConversationQuery,
} from '../../../state/model/agents/conversation.ts'
import { suggest } from '../../../state/text/suggest.ts'
import { andList } from '../../../state/text/word-list.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'

/** Maximum for --limit, the number of conversations read on one host; a larger number is a usage error. */
const MOST = 10_000

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The query from the flags. @throws FailureError (usage) if they are invalid. */
export function readQuery(call: Call, now: number, limit: number): ConversationQuery {
  const { flags } = call
  return {
    agents: readAgents(call),
    since: readSince(flags.text('since'), now),
    limit: readWhole(flags, 'limit', [1, MOST], limit),
  }
}

export function readAgents({ flags }: Call): readonly ConversationAgent[] {
  const named = flags.list('agent')
  return named.length === 0 ? CONVERSATION_AGENTS : named.map(toKeeper)
}

function toKeeper(name: string): ConversationAgent {
  const keeper = CONVERSATION_AGENTS.find(each => each === name)
  if (keeper) return keeper
  if (name === 'amp')
    throw usage('Amp keeps its conversations on its server.', 'See `amp threads list`.')
  const near = suggest(name, CONVERSATION_AGENTS)
  throw usage(
    `fleetmux cannot read conversations of ${JSON.stringify(name)}.`,
    near ? `Did you mean ${near}?` : `The supported agents are ${andList(CONVERSATION_AGENTS)}.`,
  )
}

/** The value of --since in epoch milliseconds. A date means midnight UTC of that day. */
function readSince(text: string | undefined, now: number): number | null {
  if (text === undefined) return null
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0)
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(day)) return day
  throw usage(
    `--since ${JSON.stringify(text)} is neither a day nor an age.`,
    'Write 2026-11-01, 30m, 12h or 7d.',
  )
}
