import type { Flag } from '../../command/flag.ts'
import { ON } from '../../recipients/host-selection.ts'

export const PLAYBOOK_FLAGS: Readonly<Record<string, Flag>> = {
  on: ON,
  dir: { kind: 'text', about: 'Directory there, or HOST:DIRECTORY; default that of the host' },
  agent: { kind: 'text', letter: 'a', about: 'Which agent; default claude' },
  model: { kind: 'text', letter: 'm', about: 'Which model, as the agent calls it' },
  yolo: { kind: 'switch', about: 'The agents may do everything without asking' },
  deny: { kind: 'switch', about: 'The agents may only look' },
  env: { kind: 'each', about: 'NAME=VALUE for the agents, or NAME as it is here' },
  verify: { kind: 'text', about: 'A command there that has to succeed before a task counts' },
  strict: { kind: 'switch', about: 'Boxes that were ticked without any change are opened again' },
  mode: { kind: 'text', of: ['task', 'document'], about: 'An agent for each; default task' },
  'max-loops': { kind: 'text', about: 'Times through all documents; default 10, 0 without limit' },
  'max-time': { kind: 'text', about: 'Its time, such as 90m or 8h; default 12h, 0 without limit' },
  'max-tasks': { kind: 'text', about: 'Agents that it starts; default 2000, 0 without limit' },
  'max-tokens': { kind: 'text', about: 'Tokens it uses; default 50000000, 0 without limit' },
  'max-cost': { kind: 'text', about: 'Dollars it costs; default 100, 0 without limit' },
  'task-time': { kind: 'text', about: 'Time of one agent; default 2h, 0 without limit' },
  stall: { kind: 'text', about: 'Rounds without any change after which it ends; default 3' },
  tries: { kind: 'text', about: 'Agents that try one task before it ends; default 5' },
  branch: { kind: 'text', about: 'Work on this new branch, in a worktree beside the repository' },
  base: { kind: 'text', about: 'The branch that the pull request is for' },
  pr: { kind: 'switch', about: 'Push the branch and open the pull request there, with gh' },
  detach: { kind: 'switch', letter: 'd', about: 'Start it, print its id, and leave' },
  follow: { kind: 'switch', letter: 'f', about: 'show: go on until its end' },
  json: { kind: 'switch', about: 'Events as JSON lines; list and check: one document' },
}
