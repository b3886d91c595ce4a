import type { AttachHow } from '../attach-how.ts'
import type { HostChange } from '../host-config.ts'
import type { LaunchOrder } from '../launch.ts'
import type { AnsweredQuestion } from '../receipt.ts'
import type { Target } from '../target.ts'
import type { PassedOn } from './passed-on.ts'

/**
 * Intents (requests) that reach the backend unchanged as commands, unless a reducer of the state refuses them; it may
 * also record them.
 */
export type DirectCommand =
  | PassedOn
  | { readonly type: 'hang-up'; readonly host: string }
  | {
      readonly type: 'send'
      readonly target: Target
      readonly text: string
      readonly enter: boolean
      /** Whether paths after an `@` in the text are rewritten to the form that the agent expects. */
      readonly mentions?: boolean
      /** The question that the text answers. The text is not sent if the pane shows another question. */
      readonly answer?: AnsweredQuestion
      readonly ref?: string
    }
  /** Sends key names of tmux and pieces of literal text to a pane, in order. */
  | {
      readonly type: 'keys'
      readonly target: Target
      readonly keys: readonly Key[]
      /** The question that the keys answer. The keys are not sent if the pane shows another question. */
      readonly answer?: AnsweredQuestion
    }
  /** Reads the worktree sessions of these hosts, then which of them would conflict; `refresh`: only the sessions. */
  | { readonly type: 'read-worktrees'; readonly hosts: readonly string[]; readonly refresh?: true }
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
      /** `skip`: the repository's set-up command is not run; a digest: the command with this digest may run. */
      readonly setup?: string
    }
  /** From now on, the states of agents (from their screens and own reports) are read on all hosts. */
  | { readonly type: 'read-agents' }
  /** Starts a session for each prompt. Progress is in `State.launches` under `ref`. */
  | { readonly type: 'launch'; readonly order: LaunchOrder; readonly ref: string }
  /** Adds a host to the fleet that the record of a session names, but the configuration does not contain. */
  | { readonly type: 'join'; readonly host: string; readonly ref?: string }
  /** Deletes a machine at its provider permanently, with all its data. */
  | {
      readonly type: 'remove-machine'
      readonly host: string
      /** Set if the user has named the machine: it is then deleted even if the pool did not create it. */
      readonly named?: boolean
      readonly ref?: string
    }
  | ({ readonly type: 'attach'; readonly target: Target; readonly ref?: string } & AttachHow)
  /** Opens the user's editor. The edited text comes as an `edited` event. */
  | { readonly type: 'edit-text'; readonly text: string }
  /** Imports hosts from another tool's configuration into that of fleetmux. */
  | {
      readonly type: 'import-hosts'
      readonly from: 'atmux' | 'ssh'
      readonly names?: readonly string[]
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
  /** Removes a host from the configuration. The sessions on the host continue. */
  | { readonly type: 'drop-host'; readonly host: string; readonly ref?: string }
  | { readonly type: 'quit' }

export type Key = { readonly key: string } | { readonly text: string } | { readonly paste: string }
