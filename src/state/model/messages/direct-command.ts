import type { FilesRequest } from '../../host-requests/files-request.ts'
import type { PlaybooksRequest } from '../../host-requests/playbooks-request.ts'
import type { AttachHow } from '../attach-how.ts'
import type { DiscoverFrom } from '../discovered.ts'
import type { RunAnswer, RunRef } from '../fleet-run.ts'
import type { HostChange } from '../host-config.ts'
import type { LaunchOrder } from '../launch.ts'
import type { Answered } from '../receipt.ts'
import type { Target } from '../target.ts'
import type { WorkAct } from '../work.ts'

/** Intents that are passed to the backend unchanged, as commands. */
export type DirectCommand =
  | { readonly type: 'hang-up'; readonly host: string }
  | {
      readonly type: 'send'
      readonly target: Target
      readonly text: string
      readonly enter: boolean
      /** As in `How`. */
      readonly mentions?: boolean
      /** The question that the text answers. It is not sent for any other question. */
      readonly answer?: Answered
      readonly ref?: string
    }
  /** Key names of tmux and pieces of literal text, in order. */
  | {
      readonly type: 'keys'
      readonly target: Target
      readonly keys: readonly Key[]
      /** The question that the keys answer. They are not sent for any other question. */
      readonly answer?: Answered
    }
  /** Reads the worktree sessions of these hosts, then which of them would conflict. */
  | { readonly type: 'read-worktrees'; readonly hosts: readonly string[] }
  /** Reads the diff of a worktree session, or what prevents its merge. */
  | {
      readonly type: 'read-worktree-text'
      readonly host: string
      readonly id: string
      readonly what: 'diff' | 'status'
    }
  /** Reads what these hosts have stored of removed sessions, and leftovers of fleetmux that belong to no session. */
  | { readonly type: 'read-kept-worktrees'; readonly hosts: readonly string[] }
  /** Creates a worktree session, and prompts its agent. */
  | {
      readonly type: 'new-worktree'
      readonly host: string
      readonly repository: string
      readonly agent: string
      readonly prompt: string
      /** `skip`: without the repository's set-up command; a digest: the command of this content was seen and may run. */
      readonly setup?: string
    }
  /** Restores the stored session with this id, prefix of an id, or branch. */
  | { readonly type: 'restore-worktree'; readonly hosts: readonly string[]; readonly id: string }
  /** Runs the benchmark in a file, or continues a known one. No hosts: those of its last run, else this machine. */
  | {
      readonly type: 'start-benchmark'
      readonly benchmark: { readonly file: string } | { readonly id: string }
      readonly hosts: readonly string[]
    }
  /** Ends the running cells, whichever process runs them. */
  | { readonly type: 'stop-benchmark'; readonly id: string }
  /** `text`: the prompt of an iteration. */
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
  /** A request about files of a host, for the screen; answers come as `files-answered`. */
  | { readonly type: 'ask-files'; readonly host: string; readonly ask: FilesRequest }
  /** Reads the agents on all hosts from now on. */
  | { readonly type: 'read-agents' }
  /** Starts a session for each prompt. Progress is in `State.launches` under `ref`. */
  | { readonly type: 'launch'; readonly order: LaunchOrder; readonly ref: string }
  /** Reads the state file of tracked sessions, and watches it for changes. */
  | { readonly type: 'track'; readonly ref?: string }
  /** Adds a host to the fleet that is named in a record but not in the configuration. */
  | { readonly type: 'join'; readonly host: string; readonly ref?: string }
  /** Deletes a machine at its provider permanently, with all its data. */
  | {
      readonly type: 'remove-machine'
      readonly host: string
      /** The user has named the machine: it is deleted even if the pool did not create it. */
      readonly named?: boolean
      readonly ref?: string
    }
  /** Marks these lines as not secret. */
  | {
      readonly type: 'accept-secrets'
      /** Absolute path of the local repository. */
      readonly repository: string
      /** Paths from the repository's root; lines from 1. */
      readonly places: readonly { readonly path: string; readonly line: number }[]
      readonly branch?: string
      readonly ref?: string
    }
  | ({ readonly type: 'attach'; readonly target: Target; readonly ref?: string } & AttachHow)
  /** Opens the user's editor; the text comes as `edited`. */
  | { readonly type: 'edit-text'; readonly text: string }
  /** Ends the ssh masters that fleetmux opened: all, or those of one host. */
  | { readonly type: 'close-masters'; readonly host?: string; readonly ref?: string }
  /** Imports hosts from another tool's configuration into ours. */
  | {
      readonly type: 'import-hosts'
      readonly from: 'atmux' | 'ssh'
      readonly names?: readonly string[]
      readonly ref?: string
    }
  /** Searches containers or pods for tmux; the result comes as `discovered`. */
  | {
      readonly type: 'discover'
      readonly from: DiscoverFrom
      readonly context?: string
      readonly namespace?: string
      readonly ref?: string
    }
  /** Writes a new host (`isNew`), or the changes of a host, into the configuration. */
  | {
      readonly type: 'keep-host'
      readonly host: string
      readonly change: HostChange
      readonly isNew?: boolean
      readonly ref?: string
    }
  /** Removes a host from the configuration. Its sessions go on. */
  | { readonly type: 'drop-host'; readonly host: string; readonly ref?: string }
  /** Reads which hosts could be imported from the user's ssh_config. */
  | { readonly type: 'read-importable'; readonly ref?: string }
  /** Answers this question of a run, or the oldest (null). Only the first answer counts. */
  | ({
      readonly type: 'answer-run'
      readonly interaction: string | null
      readonly answer: RunAnswer
      readonly ref?: string
    } & RunRef)
  /** Sends a text to the agent of a run while it works, or answers its oldest question. */
  | ({ readonly type: 'send-to-run'; readonly text: string; readonly ref?: string } & RunRef)
  /** Ends a run and all processes that it started. */
  | ({ readonly type: 'stop-run'; readonly ref?: string } & RunRef)
  /** Fetches the commits of a run. */
  | ({ readonly type: 'fetch-run'; readonly ref?: string } & RunRef)
  /** Removes the files of an ended run from its host. */
  | ({ readonly type: 'remove-run'; readonly ref?: string } & RunRef)
  /** Starts a run, in the directory of this process or in `cwd` on the host. */
  | {
      readonly type: 'start-run'
      readonly host: string
      readonly agent: string
      readonly prompt: string
      readonly cwd: string
      readonly ref?: string
    }
  | { readonly type: 'quit' }

export type Key = { readonly key: string } | { readonly text: string } | { readonly paste: string }
