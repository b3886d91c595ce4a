import type { Clean } from '../../text/clean.ts'

/** Agents that can be made to say of themselves what they do. */
export const HOOKED_AGENTS = ['claude', 'codex', 'gemini', 'opencode'] as const
export type HookedAgent = (typeof HOOKED_AGENTS)[number]

/** What is known of an agent's hooks on a host. */
export interface AgentHooks {
  /** The file that they are in, or would be in. */
  readonly file: Clean
  /** Whether all of them, some, or none stand there. */
  readonly state: 'installed' | 'partly' | 'absent'
  /** All that fleetmux writes there, as it would stand alone. */
  readonly text: string
}

/** What became of a change. `same`: nothing was to be done. */
export interface HookChange {
  readonly outcome: 'installed' | 'removed' | 'same'
  readonly file: Clean
  /** What a person has to do beside it. */
  readonly note: string | null
}
