import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'

/** What one source claims, and the words for how it came to that. */
export interface Claim {
  readonly trace: AgentTrace
  /** null: it says nothing. */
  readonly reading: Reading | null
}

export type Reading = Omit<AgentReading, 'agent'>
