import type { Speech } from '../dialect.ts'
import type { EventBody } from '../event.ts'
import { type Calls, createCalls } from './calls.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { type Agent, errorEvent, type Told } from './errors.ts'
import { createSpoken, type Spoken } from './spoken.ts'
import { mcpTool } from './tools.ts'

/** Agents whose lines have Claude's shape. */
export type ClaudeAgent = Extract<Agent, 'claude' | 'amplihack' | 'amp' | 'qwen'>

/** What the readers of single lines share. */
export interface ClaudeParts {
  readonly agent: ClaudeAgent
  readonly spoken: Spoken
  readonly conversation: Conversation
  readonly calls: Calls
  readonly problems: Problems
  /** Calls whose refusal was told, or is being asked for: the result line lists all of them once more. */
  readonly refused: Set<string>
}

/** The errors of a turn: one error stands in several lines, and is told once. */
export interface Problems {
  report(told: Told): EventBody[]
  /** Tells an error of the result line, if it says more than what was told in the turn before. */
  conclude(told: Told): EventBody[]
  /** A new turn begins. */
  clear(): void
}

export function createClaudeParts(speech: Speech, agent: ClaudeAgent): ClaudeParts {
  return {
    agent,
    spoken: createSpoken(),
    conversation: createConversation(speech),
    calls: createCalls(name => mcpTool(name, 'mcp__server__tool', speech.mcpServers ?? [])),
    problems: createProblems(agent),
    refused: new Set(),
  }
}

function createProblems(agent: Agent): Problems {
  const types = new Set<EventBody['type']>()
  const add = (event: EventBody): EventBody[] => {
    types.add(event.type)
    return [event]
  }
  return {
    report: told => add(errorEvent(agent, told)),
    conclude(told) {
      const event = errorEvent(agent, told)
      const known = types.has(event.type) || (event.type === 'error' && types.size > 0)
      return known ? [] : add(event)
    },
    clear: () => types.clear(),
  }
}
