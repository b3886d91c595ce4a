import type { Speech } from '../../dialect.ts'
import type { Agent } from '../shared/errors.ts'
import { createParts, type Parts } from '../shared/parts.ts'
import { mcpTool } from '../shared/tools.ts'

/** Agents that write lines in Claude's format. */
export type ClaudeAgent = Extract<Agent, 'claude' | 'amplihack' | 'amp' | 'qwen'>

/** State shared by the readers of Claude's lines. */
export interface ClaudeParts extends Parts {
  readonly agent: ClaudeAgent
  /** Calls whose refusal was reported, or whose approval was requested: the result line lists refusals again. */
  readonly refused: Set<string>
}

export function createClaudeParts(speech: Speech, agent: ClaudeAgent): ClaudeParts {
  const mcp = (name: string) => mcpTool(name, 'mcp__server__tool', speech.mcpServers ?? [])
  return { ...createParts(speech, agent, mcp), agent, refused: new Set() }
}
