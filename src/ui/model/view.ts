import type { Entry } from '../../state/model/log-entry.ts'
import type { SendMode } from '../../state/model/receipt.ts'
import type { Recipient } from '../../state/model/recipient.ts'
import type { Selection, SessionRef, Target } from '../../state/model/target.ts'
import type { Block } from '../edit/block.ts'
import type { Line } from '../edit/line.ts'
import type { Answered, Answering } from './answering.ts'
import type { HostsScreen } from './hosts-screen.ts'
import type { Launcher } from './launcher.ts'
import type { Wall } from './wall.ts'

export type List = 'pool' | 'sessions'

export type Panel = List | 'output'

export type Mode =
  | 'normal'
  | 'filter'
  | 'command'
  | 'search'
  | 'send'
  | 'type'
  | 'new'
  | 'launch'
  | 'launches'
  | 'grep'
  | 'hits'
  | 'wall'
  | 'confirm'
  | 'compose'
  | 'recipients'
  | 'receipts'
  | 'answer'
  | 'reply'
  | 'explain'
  | 'hosts'
  | 'host-form'
  | 'host-trial'
  | 'import'
  | 'discover'
  | 'help'
  | 'log'
  | 'log-filter'
  | 'entry'
  | 'welcome'

/** Modes with one line under edit at the bottom of the screen. */
export type Prompt = 'filter' | 'command' | 'search' | 'send' | 'grep' | 'log-filter'

export interface View {
  readonly columns: number
  readonly rows: number
  readonly mode: Mode
  readonly panel: Panel
  /** The list that was focused last: the one shown where there is room for one. */
  readonly list: List
  readonly zoomed: boolean
  /** The selected session and host, kept by identity through refresh and sorting. */
  readonly session: Selection | null
  readonly host: string
  /** A session just started here, selected as soon as it shows. */
  readonly awaited: SessionRef | null
  /** A session that was asked to end here: when it has, its neighbour is selected and followed. */
  readonly ending: SessionRef | null
  /** First row shown of each list; `loose`: scrolled by wheel, the selection may be out of sight. */
  readonly lists: Readonly<Record<List, { readonly top: number; readonly loose: boolean }>>
  readonly filter: string
  readonly sort: Sort
  readonly grouped: boolean
  /** The text under edit in a mode that has one. */
  readonly line: Line
  readonly form: Form | null
  readonly launcher: Launcher | null
  readonly confirm: Confirm | null
  /** The screen of the hosts, and what is open on it. */
  readonly hosts: HostsScreen | null
  /** Marked sessions, the one marked last at the end. */
  readonly marks: readonly SessionRef[]
  readonly composer: Composer | null
  /** What was written and not sent. */
  readonly draft: Block | null
  /** The question that is being answered. */
  readonly answer: Answering | null
  /** Answers whose agents have not been seen to go on. */
  readonly answered: readonly Answered[]
  /** Many sessions at once; null: the panels show. */
  readonly wall: Wall | null
  /** The broadcast whose receipts are looked at. */
  readonly receipts: number | null
  /** The selected one of what a search over the fleet has found. */
  readonly hit: number
  /** What is searched in the event log, and the entry that is selected; null: the newest, whichever that is. */
  readonly log: { readonly filter: string; readonly entry: Entry | null }
  /** First row shown in help or log. */
  readonly scroll: number
  /** One sentence of the moment: the answer to the last key. */
  readonly toast: { readonly text: string; readonly tone: 'info' | 'good' | 'bad' } | null
  /** Lines typed before, newest last. */
  readonly past: Readonly<Record<Prompt, readonly string[]>>
  /** How far back in `past` the line under edit was taken from; 0: it is new. */
  readonly recalled: number
}

/** A text on its way to several panes. */
export interface Composer {
  /** Who is meant, as it was when it was opened. */
  readonly aims: readonly Target[]
  readonly block: Block
  readonly mode: SendMode
  readonly onlyAtPrompt: boolean
  /** It waits for hosts that are down. */
  readonly queue: boolean
  /** It only interrupts: what is marked or selected, or those of that broadcast. */
  readonly interrupts: number | 'marked' | null
  /** Those who are shown before it is sent, frozen; empty until then. */
  readonly shown: readonly Recipient[]
  /** How far back among what was sent the text was taken from, and what stood there before; 0: it is new. */
  readonly recalled: number
  readonly own: Block
}

export type Sort = 'name' | 'activity' | 'host'

/** The dialog that starts a session. */
export interface Form {
  readonly fields: readonly {
    readonly name: FormField
    readonly line: Line
    readonly error?: string
  }[]
  readonly current: number
}

export type FormField = 'host' | 'name' | 'directory' | 'command'

/** A question before something is lost: a session that would end, or texts that wait for a host. */
export type Confirm =
  | {
      readonly what: 'end'
      readonly question: string
      readonly target: SessionRef & { readonly server: string; readonly name: string }
    }
  | { readonly what: 'quit'; readonly question: string }
  | { readonly what: 'drop'; readonly question: string; readonly host: string }
