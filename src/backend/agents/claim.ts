import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'

/** What one source (screen, process, hook) reports about an agent, with the evidence as text. */
export interface Claim {
  readonly trace: AgentTrace
  /** The reported state; null: the source reports nothing. */
  readonly reading: Reading | null
}

export type Reading = Omit<AgentReading, 'agent'>
