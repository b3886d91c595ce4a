import { AGENT_FLAGS } from '../../args/agent-flags.ts'
import type { Flag } from '../../command/flag.ts'

/** The flags of all sub-commands of `work`; each sub-command lists the ones that it takes. */
export const WORK_FLAGS: Readonly<Record<string, Flag>> = {
  ...AGENT_FLAGS,
  host: {
    kind: 'list',
    of: 'host',
    about: 'Only sessions of this host; may be repeated; default all hosts',
  },
  json: { kind: 'switch', about: 'One JSON document (docs/worktrees.md)' },
  name: { kind: 'text', about: 'Name of the session' },
  repo: { kind: 'text', about: 'Repository on the host; default the one of this directory' },
  base: {
    kind: 'text',
    about: 'Base branch, from which the session starts and into which it is merged; default main',
  },
  branch: { kind: 'text', about: 'Name of the branch; default AGENT/NAME/TIME' },
  script: { kind: 'text', about: 'Script to run after each iteration; exit code 0 is a pass' },
  'script-timeout': {
    kind: 'text',
    about: 'Timeout of the script, such as 90s or 20m; default 10m',
  },
  setup: {
    kind: 'text',
    about: 'Script to run once in the new worktree; default from .worktreesetup',
  },
  submodules: { kind: 'switch', about: 'Initialize the submodules of the repository' },
  yes: { kind: 'switch', letter: 'y', about: 'Do not ask for confirmation' },
  approve: {
    kind: 'text',
    of: ['ask', 'rules'],
    about: 'ask (the default): ask a person; rules: apply the rules of the configuration first',
  },
  timeout: { kind: 'text', about: 'Timeout of the agent, such as 90m or 2h; default 24h' },
  'inactivity-timeout': {
    kind: 'text',
    about: 'Timeout without output; default none, or 30m with --yolo or --deny',
  },
  detach: { kind: 'switch', letter: 'd', about: 'Return at once and leave the agent running' },
  staged: { kind: 'switch', about: 'Only staged changes' },
  names: { kind: 'switch', about: 'Only file names' },
  iteration: {
    kind: 'number',
    about: 'Only the changes of this iteration (the number of a prompt)',
  },
  from: { kind: 'text', about: 'Only changes after this commit; default the base branch' },
  until: { kind: 'text', about: 'Only changes up to this commit; default HEAD of the worktree' },
  onto: { kind: 'text', about: 'Use this branch instead of the base branch' },
  message: {
    kind: 'text',
    about: 'Commit message; default the name and the subjects of the commits',
  },
  'no-ff': { kind: 'switch', about: 'Create a merge commit and keep all commits' },
  ff: { kind: 'switch', about: 'Fast-forward if the base branch has no new commits' },
  push: { kind: 'switch', about: 'Push the base branch afterwards, from the host of the session' },
  title: { kind: 'text', about: 'Title of the merge request; default the name of the session' },
  'from-host': {
    kind: 'switch',
    about: 'Push from the host of the session, with the credentials there',
  },
  'dry-run': { kind: 'switch', about: 'Only show what would be removed, with size and reason' },
  force: { kind: 'switch', about: 'Remove even if commits would be lost; they can be restored' },
  format: { kind: 'text', about: 'json (the default), ndjson, csv or markdown' },
}

/** What flags mean for a sub-command, if that differs from `WORK_FLAGS`. */
export const OWN_MEANING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  new: {
    host: 'The host; default this machine',
    yes: "Run the repository's own set-up command without asking",
  },
  run: {
    script: 'The script, instead of the script of the session; exit code 0 is a pass',
    detach: 'Return at once and leave the script running',
  },
  iterate: {
    agent: 'The agent; default that of the session',
    model: 'The model, by the name that the agent uses; default that of the session',
  },
  pr: { message: 'Text of the merge request; default the subjects of its commits' },
  restore: {
    branch: 'Name for the restored branch; default its old name',
    repo: 'Also search this repository on the host',
  },
}
