import { AGENT_FLAGS } from '../../args/agent-flags.ts'
import type { Flag } from '../../command/flag.ts'
import { HOST_FLAG } from '../../recipients/host-selection.ts'

export const PLAYBOOK_FLAGS: Readonly<Record<string, Flag>> = {
  ...AGENT_FLAGS,
  on: HOST_FLAG,
  dir: {
    kind: 'text',
    about: 'Directory on the host, or HOST:DIRECTORY; default from the configuration',
  },
  verify: {
    kind: 'text',
    about: 'Command on the host that must succeed before a task counts as done',
  },
  strict: {
    kind: 'switch',
    about: 'Reopen a task that its agent has ticked without changing any file',
  },
  mode: {
    kind: 'text',
    of: ['task', 'document'],
    about: 'task (the default): one agent per task; document: one agent per document',
  },
  'max-loops': {
    kind: 'text',
    about: 'Maximum passes through all documents; default 10; 0: no limit',
  },
  'max-time': { kind: 'text', about: 'Time limit, such as 90m or 8h; default 12h, 0: no limit' },
  'max-tasks': { kind: 'text', about: 'Maximum agents to start; default 2000, 0: no limit' },
  'max-tokens': { kind: 'text', about: 'Maximum tokens; default 50000000, 0: no limit' },
  'max-cost': { kind: 'text', about: 'Maximum cost in dollars; default 100, 0: no limit' },
  'task-time': { kind: 'text', about: 'Time limit of one agent; default 2h, 0: no limit' },
  stall: {
    kind: 'text',
    about: 'End after this many agents in a row that changed nothing; default 3',
  },
  tries: { kind: 'text', about: 'Agents to start for one task before giving up; default 5' },
  branch: { kind: 'text', about: 'Work on this new branch, in a worktree beside the repository' },
  setup: { kind: 'text', about: 'Command to run once in that worktree, before any agent' },
  'shared-history': { kind: 'switch', about: 'Record each task in the history of the project' },
  base: { kind: 'text', about: 'Branch into which the pull request is to be merged' },
  pr: { kind: 'switch', about: 'Push the branch and open a pull request with gh on the host' },
  yes: {
    kind: 'switch',
    letter: 'y',
    about: "Run the repository's own setup command without asking",
  },
  detach: { kind: 'switch', letter: 'd', about: 'Start the playbook, print its id, and return' },
  follow: { kind: 'switch', letter: 'f', about: 'show: follow the playbook until it ends' },
  json: { kind: 'switch', about: 'Events as JSON lines; list, check: one JSON document' },
}
