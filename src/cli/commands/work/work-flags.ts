import { AGENT_FLAGS } from '../../args/agent-flags.ts'
import type { Flag } from '../../command/flag.ts'

/** The flags of all sub-commands of `work`; each sub-command lists the ones that it takes. */
export const WORK_FLAGS: Readonly<Record<string, Flag>> = {
  ...AGENT_FLAGS,
  host: { kind: 'list', of: 'host', about: 'The host; several for commands that list' },
  json: { kind: 'switch', about: 'One JSON document (docs/worktrees.md)' },
  name: { kind: 'text', about: 'Name of the session' },
  repo: { kind: 'text', about: 'Repository on the host; default the one of this directory' },
  base: {
    kind: 'text',
    about: 'Base branch, from which the session starts and into which it is merged; default main',
  },
  branch: { kind: 'text', about: 'Name of the branch; default AGENT/NAME/TIME' },
  script: { kind: 'text', about: 'Script to run after each iteration; exit code 0 is a pass' },
  'script-timeout': { kind: 'text', about: 'Timeout of the script; default 10m' },
  setup: {
    kind: 'text',
    about: 'Script to run once in the new worktree; default from .worktreesetup',
  },
  submodules: { kind: 'switch', about: 'Initialize the submodules of the repository' },
  yes: { kind: 'switch', letter: 'y', about: 'Do not ask for confirmation' },
  approve: {
    kind: 'text',
    of: ['ask', 'rules'],
    about: 'ask (default): ask a person; rules: apply the rules first',
  },
  timeout: { kind: 'text', about: 'Timeout of the agent; default 24h' },
  'inactivity-timeout': { kind: 'text', about: 'Timeout without output; default 30m' },
  detach: { kind: 'switch', letter: 'd', about: 'Return at once and leave the agent running' },
  staged: { kind: 'switch', about: 'Only staged changes' },
  names: { kind: 'switch', about: 'Only file names' },
  iteration: {
    kind: 'number',
    about: 'Only the changes of this iteration (the number of a prompt)',
  },
  from: { kind: 'text', about: 'First commit' },
  until: { kind: 'text', about: 'Last commit; default HEAD of the worktree' },
  onto: { kind: 'text', about: 'A branch other than the base branch' },
  message: { kind: 'text', about: 'Commit message; for pr: text of the merge request' },
  'no-ff': { kind: 'switch', about: 'Create a merge commit and keep all commits' },
  ff: { kind: 'switch', about: 'Fast-forward if the base branch has no new commits' },
  push: { kind: 'switch', about: 'Push the base branch afterwards, from the host of the session' },
  title: { kind: 'text', about: 'Title of the request; default the name of the session' },
  'from-host': {
    kind: 'switch',
    about: 'Push from the host of the session, with the credentials there',
  },
  'dry-run': { kind: 'switch', about: 'Only show what would be removed, with size and reason' },
  force: { kind: 'switch', about: 'Remove even if commits would be lost; they can be restored' },
  format: { kind: 'text', about: 'json, ndjson, csv or markdown' },
}
