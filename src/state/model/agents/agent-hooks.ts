import type { Clean } from '../../text/clean.ts'

/** Agents whose hooks can report the agent's state. */
export const HOOKED_AGENTS = ['claude', 'codex', 'gemini', 'opencode'] as const
export type HookedAgent = (typeof HOOKED_AGENTS)[number]

/** The hooks of an agent on a host. */
export interface AgentHooks {
  /** The file for the hooks; it may not exist yet. */
  readonly file: Clean
  /** Whether all, some or none of fleetmux's hooks are in `file`. */
  readonly state: 'installed' | 'partly' | 'absent'
  /** What `file` would contain with the hooks of fleetmux and nothing else, for a user who adds them by hand. */
  readonly text: string
}

/** The result of installing or removing hooks. `same`: nothing had to be changed. */
export interface HookChange {
  readonly outcome: 'installed' | 'removed' | 'same'
  readonly file: Clean
  /** What the user still has to do so that the agent uses the hooks; null: nothing. */
  readonly note: string | null
}
