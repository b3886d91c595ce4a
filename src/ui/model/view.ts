import type { RunRef } from '../../state/model/fleet-run.ts'
import type { Entry } from '../../state/model/log-entry.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { SendMode } from '../../state/model/receipt.ts'
import type { Recipient } from '../../state/model/recipient.ts'
import type { Selection, SessionRef, Target } from '../../state/model/target.ts'
import type { Block } from '../edit/block.ts'
import type { Line } from '../edit/line.ts'
import type { Answered, Answering } from './answering.ts'
import type { BenchmarksScreen } from './benchmarks-screen.ts'
import type { FilesScreen } from './files-screen.ts'
import type { HistoryView } from './history-view.ts'
import type { HostsScreen } from './hosts-screen.ts'
import type { Launcher } from './launcher.ts'
import type { Mode, Prompt } from './mode.ts'
import type { PlaybooksView } from './playbooks-view.ts'
import type { RunsScreen } from './runs-screen.ts'
import type { TalkView } from './talk-view.ts'
import type { Wall } from './wall.ts'

export type { Mode, Prompt } from './mode.ts'

export type List = 'pool' | 'sessions'

export type Panel = List | 'output'

export interface View {
  readonly columns: number
  readonly rows: number
  readonly mode: Mode
  readonly panel: Panel
  /** The list that was focused last. It is shown if there is room for only one list. */
  readonly list: List
  readonly zoomed: boolean
  /** The selected session. It stays selected when the list changes or is sorted. */
  readonly session: Selection | null
  /** The selected host. It stays selected when the list changes or is sorted. */
  readonly host: string
  /** A session that was just started from this screen. It is selected when it appears in the list. */
  readonly awaited: SessionRef | null
  /** A session that is being ended from this screen. When it has ended, its neighbour is selected and followed. */
  readonly ending: SessionRef | null
  /**
   * First visible row of each list. If `loose` is true, the user has scrolled with the mouse wheel, and the selected
   * row may be outside the visible rows.
   */
  readonly lists: Readonly<Record<List, { readonly top: number; readonly loose: boolean }>>
  readonly filter: string
  readonly sort: Sort
  readonly grouped: boolean
  /** The text line under edit, in modes that have such a line. */
  readonly line: Line
  readonly form: Form | null
  readonly launcher: Launcher | null
  readonly confirm: Confirm | null
  /** The hosts screen, and its open dialog. */
  readonly hosts: HostsScreen | null
  /** The runs screen. */
  readonly runs: RunsScreen | null
  /** The playbooks of the last request, and the opened one. */
  readonly playbooks: PlaybooksView
  /** The shared history of a project (requests to agents and results); null: it was never opened. */
  readonly history: HistoryView | null
  /** The last question to several agents, and their answers. */
  readonly talk: TalkView | null
  /**
   * A host on which this screen has just opened a shell. The screen attaches to the shell when its session is listed.
   */
  readonly terminal: string
  /** The files screen of a host. */
  readonly files: FilesScreen | null
  /** The benchmarks screen; null: it was never opened. */
  readonly benchmarks: BenchmarksScreen | null
  /** Marked sessions, the most recently marked last. */
  readonly marks: readonly SessionRef[]
  readonly composer: Composer | null
  /** The text that was in the composer when the user left it without sending. */
  readonly draft: Block | null
  /** The question that is being answered. */
  readonly answer: Answering | null
  /** Sent answers whose question is still open, because the agent has not visibly continued. */
  readonly answered: readonly Answered[]
  /** The wall; null: the panels are shown. */
  readonly wall: Wall | null
  /** The broadcast whose delivery report is shown. */
  readonly receipts: number | null
  /** Index of the selected search result or of the selected launch. */
  readonly hit: number
  /** Search text and selected entry of the event log. If `entry` is null, the newest entry is selected. */
  readonly log: { readonly filter: string; readonly entry: Entry | null }
  /** The search text of the dialog that shows the diff or the description of a worktree session. */
  readonly workSearch: string
  /** First visible row of the open dialog. */
  readonly scroll: number
  /** One sentence in the status line: the message of the last key. */
  readonly toast: { readonly text: string; readonly tone: 'info' | 'good' | 'bad' } | null
  /**
   * Earlier lines that the user has typed at each prompt (a line under edit at the bottom of the screen), newest last.
   */
  readonly past: Readonly<Partial<Record<Prompt, readonly string[]>>>
  /** Position in `past`, counted from the end, from which the line under edit was recalled; 0: the line is new. */
  readonly recalled: number
}

/** State of the composer: a text for several panes. */
export interface Composer {
  /** The recipients that were chosen when the composer was opened. */
  readonly aims: readonly Target[]
  readonly block: Block
  readonly mode: SendMode
  readonly onlyAtPrompt: boolean
  /** Whether the text is kept for hosts that are down, and sent when they connect. */
  readonly queue: boolean
  /**
   * Set if the composer sends C-c instead of a text: to the marked or selected sessions, or to the recipients of the
   * broadcast with this id.
   */
  readonly interrupts: number | 'marked' | null
  /** The recipients in the list that is shown before sending; empty while the text is edited. */
  readonly shown: readonly Recipient[]
  /** Position in the sent texts, counted from the end, from which the text was recalled; 0: the text is new. */
  readonly recalled: number
  /** The new text that was under edit before a sent text was recalled. */
  readonly own: Block
  /**
   * By pane: paths that the composer's text mentions (`@path`) and that do not exist in the pane's working directory;
   * null: not requested yet.
   */
  readonly missing: Readonly<Record<string, readonly string[]>> | null
}

export type Sort = 'name' | 'activity' | 'host'

/** State of the dialogs that start a session or a run. */
export interface Form {
  readonly fields: readonly {
    readonly name: FormField
    readonly line: Line
    readonly error?: string
  }[]
  readonly current: number
}

export type FormField =
  | ('host' | 'name' | 'directory' | 'command')
  | ('agent' | 'permissions' | 'model' | 'prompt')

/** A question that the user must confirm before something is ended, removed or lost. */
export type Confirm =
  | {
      readonly what: 'end'
      readonly question: string
      readonly target: SessionRef & { readonly server: string; readonly name: string }
    }
  | { readonly what: 'quit'; readonly question: string }
  | {
      readonly what: 'playbook'
      readonly question: string
      readonly intent: Extract<DirectCommand, { type: 'ask-playbooks' }>
    }
  | {
      readonly what: 'files'
      readonly question: string
      readonly intent: Extract<DirectCommand, { type: 'ask-files' }>
    }
  | { readonly what: 'discard'; readonly question: string }
  | {
      readonly what: 'work'
      readonly question: string
      readonly intent: Extract<DirectCommand, { type: 'act-on-worktree' | 'stop-benchmark' }>
    }
  | { readonly what: 'drop'; readonly question: string; readonly host: string }
  | { readonly what: 'stop-run'; readonly question: string; readonly run: RunRef }
  | { readonly what: 'remove-run'; readonly question: string; readonly run: RunRef }
