import type { Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { type Calls, createCalls } from './calls.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { type Agent, type AgentError, errorEvent } from './errors.ts'
import { createSpoken, type Spoken } from './spoken.ts'
import type { McpTool } from './tools.ts'

/** The state of a dialect (a parser of an agent's output) while it reads a run, for Claude and similar agents. */
export interface Parts {
  readonly agent: Agent
  readonly spoken: Spoken
  readonly conversation: Conversation
  readonly calls: Calls
  readonly problems: Problems
}

/** The errors of a turn. An error that several lines of the output repeat is reported once. */
export interface Problems {
  report(told: AgentError): EventBody[]
  /** Reports the error in the last line of a turn, if the turn has not reported it before. */
  conclude(told: AgentError): EventBody[]
  /** Forgets the reported errors, because a new turn begins. */
  clear(): void
}

export function createParts(
  speech: Speech,
  agent: Agent,
  mcp: (toolName: string) => McpTool | null,
): Parts {
  return {
    agent,
    spoken: createSpoken(),
    conversation: createConversation(speech),
    calls: createCalls(mcp),
    problems: createProblems(agent),
  }
}

function createProblems(agent: Agent): Problems {
  const types = new Set<EventBody['type']>()
  const told = new Set<string>()

  function add(event: EventBody): EventBody[] {
    const known = JSON.stringify(event)
    if (told.has(known)) return []
    told.add(known)
    types.add(event.type)
    return [event]
  }

  return {
    report: each => add(errorEvent(agent, each)),
    conclude(each) {
      const event = errorEvent(agent, each)
      const known = types.has(event.type) || (event.type === 'error' && types.size > 0)
      return known ? [] : add(event)
    },
    clear() {
      types.clear()
      told.clear()
    },
  }
}
