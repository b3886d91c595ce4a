import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'

/** What one source (screen, process, hook) reports about an agent, with the evidence as text. */
export interface Claim {
  readonly trace: AgentTrace
  /** The state according to the source; null: the source does not show any. */
  readonly reading: Reading | null
}

export type Reading = Omit<AgentReading, 'agent'>
