import type { Speech } from '../../dialect.ts'
import type { Agent } from '../shared/errors.ts'
import { createParts, type Parts } from '../shared/parts.ts'
import { mcpTool } from '../shared/tools.ts'

/** Agents whose lines have Claude's shape. */
export type ClaudeAgent = Extract<Agent, 'claude' | 'amplihack' | 'amp' | 'qwen'>

/** What the readers of single lines share. */
export interface ClaudeParts extends Parts {
  readonly agent: ClaudeAgent
  /** Calls whose refusal was told, or is being asked for: the result line lists all of them once more. */
  readonly refused: Set<string>
}

export function createClaudeParts(speech: Speech, agent: ClaudeAgent): ClaudeParts {
  const mcp = (name: string) => mcpTool(name, 'mcp__server__tool', speech.mcpServers ?? [])
  return { ...createParts(speech, agent, mcp), agent, refused: new Set() }
}
