import { AGENT_FLAGS } from '../../args/agent-flags.ts'
import type { Flag } from '../../command/flag.ts'

/** The flags of all sub-commands of `work`; each sub-command lists the ones that it takes. */
export const WORK_FLAGS: Readonly<Record<string, Flag>> = {
  ...AGENT_FLAGS,
  host: { kind: 'list', of: 'host', about: 'The host; several for commands that list' },
  json: { kind: 'switch', about: 'One JSON document (docs/worktrees.md)' },
  name: { kind: 'text', about: 'Name of the session' },
  repo: { kind: 'text', about: 'Repository on the host; default the one of this directory' },
  base: { kind: 'text', about: 'Branch that it starts from and is merged into; default main' },
  branch: { kind: 'text', about: 'Name of its branch; default AGENT/NAME/TIME' },
  script: { kind: 'text', about: 'Script to run after each iteration; exit code 0 is a pass' },
  'script-timeout': { kind: 'text', about: 'Timeout of the script; default 10m' },
  setup: {
    kind: 'text',
    about: 'Script to run once in the new worktree; default from .worktreesetup',
  },
  submodules: { kind: 'switch', about: 'Initialize its submodules' },
  yes: { kind: 'switch', letter: 'y', about: 'Do not ask for confirmation' },
  approve: {
    kind: 'text',
    of: ['ask', 'rules'],
    about: 'ask (default): ask a person; rules: apply the rules first',
  },
  timeout: { kind: 'text', about: 'Timeout of the agent; default 24h' },
  'inactivity-timeout': { kind: 'text', about: 'Timeout without output; default 30m' },
  detach: { kind: 'switch', letter: 'd', about: 'Return at once and leave it running' },
  staged: { kind: 'switch', about: 'Only staged changes' },
  names: { kind: 'switch', about: 'Only file names' },
  iteration: { kind: 'number', about: 'Only the changes of this iteration' },
  from: { kind: 'text', about: 'First commit' },
  until: { kind: 'text', about: 'Last commit; default HEAD of its worktree' },
  onto: { kind: 'text', about: 'A branch other than its base' },
  message: { kind: 'text', about: 'Commit message' },
  'no-ff': { kind: 'switch', about: 'Create a merge commit and keep all commits' },
  ff: { kind: 'switch', about: 'Fast-forward if the base has not moved' },
  push: { kind: 'switch', about: 'Push the base afterwards, from its host' },
  title: { kind: 'text', about: 'Title of the request; default the name of the session' },
  'from-host': { kind: 'switch', about: "Push from its host, with that host's credentials" },
  'dry-run': { kind: 'switch', about: 'Only show what would be removed, with size and reason' },
  force: { kind: 'switch', about: 'Also if commits would be lost; they can be restored' },
  format: { kind: 'text', about: 'json, ndjson, csv or markdown' },
}
