import type { Member } from '../../group-talk/member.ts'
import type { FilesRequest } from '../../host-requests/files-request.ts'
import type { HistoryRequest } from '../../host-requests/history-request.ts'
import type { PlaybooksRequest } from '../../host-requests/playbooks-request.ts'
import type { DiscoverFrom } from '../discovered.ts'
import type { RunAnswer, RunRef } from '../fleet-run.ts'
import type { Target } from '../target.ts'
import type { WorkAct } from '../work.ts'

/** Intents (requests) that reach the backend unchanged. The name of a new one must be added to `NAMES` too. */
export type PassedOn =
  /** Restores the removed worktree session with this id, prefix of an id, or branch. */
  | { readonly type: 'restore-worktree'; readonly hosts: readonly string[]; readonly id: string }
  /**
   * Runs the benchmark in a file, or continues a known one. Empty `hosts`: the hosts on which it was last started, else
   * this machine.
   */
  | {
      readonly type: 'start-benchmark'
      readonly benchmark: { readonly file: string } | { readonly id: string }
      readonly hosts: readonly string[]
    }
  /**
   * Stops a benchmark: its running cells (attempts) are cancelled and no further one starts, even if another process of
   * this machine runs it, or none does.
   */
  | { readonly type: 'stop-benchmark'; readonly id: string }
  /** Carries out an action on a worktree session. `text`: the prompt, if the action gives the agent another prompt. */
  | {
      readonly type: 'act-on-worktree'
      readonly host: string
      readonly id: string
      readonly act: WorkAct
      readonly text?: string
    }
  /** Lists paths in a pane's directory that begin with `path`; the answer comes as `mention-completed`. */
  | { readonly type: 'complete-mention'; readonly target: Target; readonly path: string }
  /** Finds which of these paths do not exist in a pane's directory; the answer comes as `mentions-checked`. */
  | { readonly type: 'check-mentions'; readonly target: Target; readonly paths: readonly string[] }
  /** A request about playbooks of a host, for the screen; answers come as `playbooks-answered`. */
  | { readonly type: 'ask-playbooks'; readonly host: string; readonly ask: PlaybooksRequest }
  /** Reads the history of a project, for the screen; the answer comes as `history-answered`. */
  | { readonly type: 'ask-history'; readonly host: string; readonly ask: HistoryRequest }
  /** Asks these sessions one question; each answer comes as `agent-answered`. */
  | {
      readonly type: 'ask-agents'
      readonly question: string
      readonly members: readonly Omit<Member, 'agent'>[]
      readonly talk: string
    }
  /** A request about files of a host, for the screen; answers come as `files-answered`. */
  | { readonly type: 'ask-files'; readonly host: string; readonly ask: FilesRequest }
  /** Reads the state file of tracked sessions, and watches it for changes. */
  | { readonly type: 'track'; readonly ref?: string }
  /** Marks these lines of files as not containing a secret. */
  | {
      readonly type: 'accept-secrets'
      /** Absolute path of the local repository. */
      readonly repository: string
      /** The lines: path of the file, relative to the repository's root, and number of the line, from 1. */
      readonly places: readonly { readonly path: string; readonly line: number }[]
      readonly branch?: string
      readonly ref?: string
    }
  /** Ends the ssh masters that fleetmux opened: all, or those of one host. */
  | { readonly type: 'close-masters'; readonly host?: string; readonly ref?: string }
  /** Searches containers or pods for tmux; the result comes as `discovered`. */
  | {
      readonly type: 'discover'
      readonly from: DiscoverFrom
      readonly context?: string
      readonly namespace?: string
      readonly ref?: string
    }
  /** Reads which hosts could be imported from the user's ssh_config. */
  | { readonly type: 'read-importable'; readonly ref?: string }
  /** Answers this question of a run, or the oldest (null). Only the first answer counts. */
  | ({
      readonly type: 'answer-run'
      readonly interaction: string | null
      readonly answer: RunAnswer
      readonly ref?: string
    } & RunRef)
  /** Answers the oldest open question of a run. If none is open, sends the text to the run's agent while it works. */
  | ({ readonly type: 'send-to-run'; readonly text: string; readonly ref?: string } & RunRef)
  /** Ends a run and all processes that it started. */
  | ({ readonly type: 'stop-run'; readonly ref?: string } & RunRef)
  /** Fetches the commits of a run. */
  | ({ readonly type: 'fetch-run'; readonly ref?: string } & RunRef)
  /** Removes the files of an ended run from its host. */
  | ({ readonly type: 'remove-run'; readonly ref?: string } & RunRef)
  /**
   * Starts a run, in `cwd` on the host; '': in a copy of the repository around this process's working directory, or on
   * this machine in that directory itself.
   */
  | {
      readonly type: 'start-run'
      readonly host: string
      readonly agent: string
      readonly prompt: string
      readonly cwd: string
      /** Whether the agent asks before it acts (default), may do everything, or may only look. */
      readonly permissions?: 'ask' | 'allow' | 'deny'
      readonly model?: string
      readonly ref?: string
    }

const NAMES = {
  'restore-worktree': true,
  'start-benchmark': true,
  'stop-benchmark': true,
  'act-on-worktree': true,
  'complete-mention': true,
  'check-mentions': true,
  'ask-playbooks': true,
  'ask-history': true,
  'ask-agents': true,
  'ask-files': true,
  track: true,
  'accept-secrets': true,
  'close-masters': true,
  discover: true,
  'read-importable': true,
  'answer-run': true,
  'send-to-run': true,
  'stop-run': true,
  'fetch-run': true,
  'remove-run': true,
  'start-run': true,
} as const satisfies Readonly<Record<PassedOn['type'], true>>

export const PASSED_ON = Object.keys(NAMES) as readonly PassedOn['type'][]
