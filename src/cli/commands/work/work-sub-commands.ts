import type { Call, Command } from '../../command/command.ts'
import * as clean from './clean-commands.ts'
import { showDiff } from './diff-command.ts'
import { exportWork } from './export-command.ts'
import * as merge from './merge-commands.ts'
import { iterate, newWorktree, runScript } from './new-commands.ts'
import { requestMerge, showConflicts } from './share-commands.ts'
import { listWorktrees, showStatus } from './status-commands.ts'

export interface WorkSubCommand {
  readonly usage: string
  readonly summary: string
  readonly flags: readonly string[]
  /** What ID is, if it does not name an existing session. */
  readonly details?: string
  /** Examples for the help, in addition to those in the help of `work`. */
  readonly examples?: Command['examples']
  /** Minimum and maximum number of arguments. */
  readonly takes: readonly [number, number]
  readonly run: (call: Call) => Promise<number>
}

const AGENT = ['model', 'yolo', 'deny', 'approve', 'timeout', 'inactivity-timeout', 'env', 'detach']
const WHERE = ['host', 'json']

export const WORK_WORDS: Readonly<Record<string, WorkSubCommand>> = {
  new: {
    usage:
      '--name NAME [--repo R] [--base main] [--host H] [--agent A] [--model M] [--script CMD] [PROMPT|-]',
    summary: 'Create a branch and a worktree on a host, and prompt an agent to work there',
    flags: [
      ...[...WHERE, ...AGENT, 'name', 'repo', 'base', 'branch', 'agent', 'script'],
      ...['script-timeout', 'setup', 'submodules', 'yes'],
    ],
    takes: [0, 1],
    run: newWorktree,
  },
  list: {
    usage: '[--host H]... [--json]',
    summary: 'List the worktree sessions of all hosts',
    flags: WHERE,
    examples: [['work list --host gpu1', 'Only the sessions of gpu1']],
    takes: [0, 0],
    run: listWorktrees,
  },
  status: {
    usage: 'ID [--json]',
    summary: 'Show one session and its iterations (each prompt with its changes)',
    flags: WHERE,
    examples: [['work status cart', 'The branch, the worktree and each iteration of this session']],
    takes: [1, 1],
    run: showStatus,
  },
  iterate: {
    usage: 'ID PROMPT|- [--agent A] [--model M] [--detach]',
    summary: 'Prompt the agent again: it works, its changes are committed, the script runs',
    flags: [...WHERE, ...AGENT, 'agent'],
    takes: [2, 2],
    run: iterate,
  },
  run: {
    usage: 'ID [--script CMD] [--detach]',
    summary: 'Run only the script of a session, or another script, in its worktree',
    flags: [...WHERE, 'script', 'detach'],
    examples: [
      ['work run cart --script "npm test"', 'Run this script in the worktree of the session'],
    ],
    takes: [1, 1],
    run: runScript,
  },
  diff: {
    usage: 'ID [--staged|--names|--iteration N|--from A --until B] [--json]',
    summary: 'Show the changes of a session, from its base to the current files',
    flags: [...WHERE, 'staged', 'names', 'iteration', 'from', 'until'],
    takes: [1, 1],
    run: showDiff,
  },
  preflight: {
    usage: 'ID [--onto BRANCH] [--json]',
    summary: 'Show everything that prevents the merge of a session',
    flags: [...WHERE, 'onto'],
    takes: [1, 1],
    run: merge.preflight,
  },
  squash: {
    usage: 'ID [--message TEXT]',
    summary: 'Squash the commits of a session into one',
    flags: [...WHERE, 'message'],
    examples: [
      ['work squash cart --message "Add the cart"', 'One commit instead of one for each iteration'],
    ],
    takes: [1, 1],
    run: merge.squash,
  },
  rebase: {
    usage: 'ID [--onto BRANCH]',
    summary: 'Rebase a session onto its current base; conflicts stay in its worktree',
    flags: [...WHERE, 'onto'],
    examples: [['work rebase cart', 'Onto the newest commit of its base branch']],
    takes: [1, 1],
    run: merge.rebase,
  },
  merge: {
    usage: 'ID [--onto BRANCH] [--message TEXT] [--no-ff|--ff] [--push]',
    summary: 'Merge a session into its base as one commit, without a checkout',
    flags: [...WHERE, 'onto', 'message', 'no-ff', 'ff', 'push'],
    takes: [1, 1],
    run: merge.merge,
  },
  pr: {
    usage: 'ID [--title TEXT] [--message TEXT] [--from-host]',
    summary:
      'Push the branch of a session and open a merge request, or print the link that opens one',
    flags: [...WHERE, 'title', 'message', 'from-host'],
    examples: [['work pr cart', 'From this machine, with your login']],
    takes: [1, 1],
    run: requestMerge,
  },
  conflicts: {
    usage: '[--host H]... [--json]',
    summary: 'Show which sessions of all hosts would conflict; exit 1 if there are any',
    flags: WHERE,
    examples: [['work conflicts', 'Compare the sessions of each repository on all hosts']],
    takes: [0, 0],
    run: showConflicts,
  },
  continue: {
    usage: 'ID',
    summary: 'Continue an interrupted rebase, creation or iteration',
    flags: WHERE,
    examples: [['work continue cart', 'After the conflicts of its rebase are resolved']],
    takes: [1, 1],
    run: merge.goOn,
  },
  abort: {
    usage: 'ID',
    summary: 'Stop the agent of a session, or abort its rebase',
    flags: WHERE,
    examples: [['work abort cart', 'Stop its agent; its changes are committed']],
    takes: [1, 1],
    run: merge.abort,
  },
  clean: {
    usage: '[ID] [--dry-run] [--force] [--host H]...',
    summary: 'Remove one session, or all merged ones; removed sessions can be restored for 30 days',
    flags: [...WHERE, 'dry-run', 'force', 'yes'],
    takes: [0, 1],
    run: clean.cleanWorktrees,
  },
  restore: {
    usage: '[ID|REF] [--branch NAME]',
    summary: 'Restore a removed session; without an ID, list what can be restored',
    details:
      '\nID is the id of a removed session, the beginning of the id, or its branch; REF is one of the listed refs.',
    flags: [...WHERE, 'branch', 'repo'],
    examples: [
      ['work restore', 'List the removed sessions that can be restored'],
      ['work restore 01jdm3v8q2', 'Restore the removed session whose id begins so'],
    ],
    takes: [0, 1],
    run: clean.restoreWorktree,
  },
  export: {
    usage: '[ID] [--format json|ndjson|csv|markdown]',
    summary: 'Export sessions and their iterations (each prompt with its changes)',
    flags: ['host', 'format'],
    examples: [
      ['work export cart --format markdown', 'Print one session with its iterations as Markdown'],
    ],
    takes: [0, 1],
    run: exportWork,
  },
}
