import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'

/** What one source (screen, process, hook) says of an agent, and why, in words. */
export interface Claim {
  readonly trace: AgentTrace
  /** null: it says nothing. */
  readonly reading: Reading | null
}

export type Reading = Omit<AgentReading, 'agent'>
