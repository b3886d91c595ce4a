import type { Flag } from '../command/flag.ts'

/** Flags of every command that starts agents without a terminal. */
export const AGENT_FLAGS = {
  agent: { kind: 'text', letter: 'a', about: 'The agent; default claude' },
  model: { kind: 'text', letter: 'm', about: 'The model, by the name that the agent uses' },
  yolo: { kind: 'switch', about: 'Let the agent do everything without asking' },
  deny: { kind: 'switch', about: 'Allow the agent only to read' },
  env: { kind: 'each', about: 'Variable for the agent: NAME=VALUE, or NAME with its value here' },
} as const satisfies Readonly<Record<string, Flag>>
