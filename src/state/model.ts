import type { AgentStatus } from './agent.ts'
import type { Alert, NotifySettings } from './alert.ts'
import type { Answered, Answering } from './asked.ts'
import type { Block } from './block.ts'
import type { Discovered } from './discovered.ts'
import type { Failure } from './failure.ts'
import type { FleetSearch } from './fleet-search.ts'
import type { HostPlace, TransportKind } from './host-place.ts'
import type { Launch } from './launch.ts'
import type { Launcher } from './launcher-form.ts'
import type { Line } from './line.ts'
import type { Broadcast, SendMode } from './receipt.ts'
import type { Recipient } from './recipient.ts'
import type { Registry, Tier } from './record.ts'

/** The fleet and the screen, as one immutable value. Times are epoch milliseconds. */
export interface State {
  readonly now: number
  readonly settings: Settings
  /** By name, in the order of the configuration; this machine first. */
  readonly hosts: Readonly<Record<string, Host>>
  readonly view: View
  readonly output: Output
  /** What went wrong or was done, newest last, bounded. */
  readonly log: readonly Entry[]
  /** Texts that were sent to many panes and what became of each, newest last, bounded. */
  readonly broadcasts: readonly Broadcast[]
  /** Tracked sessions and the pool, as the state file has them; null until it was read. */
  readonly registry: Registry | null
  /** Ids of tracked sessions that were met on hosts and asked who they are. */
  readonly strangers: readonly string[]
  /** Memory of the process trees of tracked sessions, in bytes by id, where somebody asked. */
  readonly memory: Readonly<Record<string, number>> | null
  /** Sessions that are being started from prompts, newest last, bounded. */
  readonly launches: readonly Launch[]
  /** `on`: a person sits at a screen and is to be told. `last`: what they were told last. */
  readonly alerts: { readonly on: boolean; readonly last: Alert | null }
  /** The newest search over all screens. */
  readonly search: FleetSearch | null
  /** When the next visible age steps; null: nothing ages, no timer runs. */
  readonly wakeAt: number | null
  /** What `examine` found out about this machine; not there until somebody asked. */
  readonly checks?: readonly Check[]
  /** The newest test of each host that was tested, by its name. */
  readonly tests?: Readonly<Record<string, HostTest>>
  /** Hosts of the user's ssh_config, where somebody asked. */
  readonly importable?: readonly Importable[]
  /** Containers or pods that run, where somebody asked. */
  readonly discovered?: readonly Discovered[]
  /** What stands in the configuration, and what holds without it, where somebody asked. */
  readonly values?: readonly ConfigValue[]
}

/** A host being tested, or that was. */
export interface HostTest {
  /** The intent that asked for it. */
  readonly ref: string
  /** In the order in which they were found out. */
  readonly checks: readonly Check[]
  readonly isOver: boolean
}

/** A host that the user's ssh_config names. */
export interface Importable {
  readonly name: string
  /** `user@hostname:port` that ssh would go to; null where it does not say. */
  readonly goal: string | null
  /** A host of the configuration has that name already. */
  readonly isKnown: boolean
}

/** One value that holds, and who says so. */
export interface ConfigValue {
  /** The path to it: `hosts.gpu.address`. */
  readonly key: string
  readonly value: unknown
  /** A file, or `default`. */
  readonly origin: string
}

/** One thing that fleetmux needs, or can use, and how this machine does there. */
export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warn' | 'fail'
  /** What was found, in a few words. */
  readonly found: string
  /** What a person can do about it. */
  readonly now?: string
}

export interface Settings {
  readonly mouse: boolean
  readonly theme: 'dark' | 'light' | 'none'
  readonly borders: 'unicode' | 'ascii'
  /** Leaves the mode in which every key goes to the pane; tmux's notation. */
  readonly escape: string
  /** Milliseconds that one command on a host may take. */
  readonly deadline: number
  /** A text for more panes than this is sent only once their number was typed. */
  readonly confirmAbove: number
  /** How a person is told that somebody needs them. */
  readonly notify: NotifySettings
  /** fleetmux runs inside a tmux, whose windows can show what is attached to. */
  readonly inTmux?: boolean
  /** Where fleetmux was started: what is packed is the repository around it. */
  readonly directory?: string
  /** How a person wants to attach from in there, once they have said so. */
  readonly strategy?: Exclude<AttachStrategy, 'auto'>
}

/**
 * Where an attached session shows, seen from inside tmux: in the place of fleetmux, or in a window, a pane
 * beside it or a popup of the tmux around it. auto: as it was answered before, else a new window. Outside
 * of tmux all mean `replace`.
 */
export type AttachStrategy = 'auto' | 'replace' | 'new-window' | 'split' | 'popup'

/** What carries a person's terminal to another machine. */
export type AttachVia = 'ssh' | 'mosh'

/** The name under which this machine stands in the fleet. */
export const THIS_MACHINE = 'local'

/** A host as it was configured or named. */
export interface HostConfig extends HostPlace {
  readonly name: string
  readonly transport: TransportKind
  /** `[user@]name[:port]`, as it was written. */
  readonly address?: string
  /** For ssh's `-o`, beyond the address. */
  readonly options?: Readonly<Record<string, string>>
  /** How many sessions it has room for, where somebody said so. */
  readonly capacity?: number
  /** Size class; with it, or with a capacity, it is part of the pool. */
  readonly tier?: Tier
  readonly region?: string
  /** The key file that ssh shall use, as it was written; `options` say so to ssh. */
  readonly key?: string
  /** Where sessions start there, unless they are told otherwise: absolute, or begins with `~/`. */
  readonly directory?: string
  /** What programs that are started there find in their environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** It stands in the configuration, switched off: never dialled, and an error wherever it is used. */
  readonly disabled?: true
  /** A person's mark, shown and never chosen by itself. */
  readonly default?: true
  /** A provider of machines made it known; no configuration names it. */
  readonly joined?: 'azlin' | 'name'
  /** Words of the user's own to select hosts by. */
  readonly tags?: readonly string[]
  /** What attaching takes where nobody says; default ssh. */
  readonly attach?: AttachVia
  /** The file of another tool that it was read from, where it is not fleetmux's own configuration. */
  readonly from?: string
}

export interface Host {
  readonly config: HostConfig
  readonly link: Link
  readonly server: Server
  /** By tmux's session id (`$3`). They stay, aged, when the link drops. */
  readonly sessions: Readonly<Record<string, Session>>
  /** What the agents in its panes were seen to do, by tmux's pane id. */
  readonly agents: Readonly<Record<string, AgentStatus>>
}

export interface Link {
  readonly state: 'idle' | 'connecting' | 'up' | 'slow' | 'down'
  readonly since: number
  /** Milliseconds, from a command that was sent anyway. */
  readonly roundTrip?: number
  /** Why it is down. */
  readonly failure?: Failure
  /** When it is dialled again. */
  readonly retryAt?: number
}

export type Server =
  | { readonly state: 'unknown' | 'no-tmux' | 'none' | 'no-sessions' }
  | {
      readonly state: 'running'
      readonly pid: number
      /** Epoch seconds, as tmux gives it: with the pid, this server and no other. */
      readonly started: number
      readonly version: string
      /** How it is read: pushed over control mode, or swept, and then why. */
      readonly path: 'pushed' | 'swept'
      readonly note?: string
    }

export interface Session {
  readonly id: string
  readonly name: string
  readonly created: number
  /** Last output in any of its panes. */
  readonly activity: number
  /** Terminals of people; control clients that only watch are not counted. */
  readonly attached: number
  readonly windows: number
  /** It ends when its last client leaves (`destroy-unattached`): never attached to only to watch. */
  readonly fragile?: true
  /** The id of the tracked session that it is. */
  readonly tracked?: string
  /** In the order of windows, then of panes. */
  readonly panes: readonly Pane[]
}

export interface Pane {
  /** `%5`: unique on its server as long as that lives. */
  readonly id: string
  readonly window: { readonly id: string; readonly index: number; readonly name: string }
  readonly index: number
  /** The one that a terminal attached to the session would show. */
  readonly active: boolean
  readonly width: number
  readonly height: number
  readonly pid: number
  readonly command: string
  readonly title: string
  /** Set when the program has ended and the pane stayed: exit code, a signal as 128 plus its number. */
  readonly dead?: { readonly code: number | undefined }
  readonly history: number
  readonly alternate: boolean
  readonly inMode: boolean
  readonly bracketPaste: boolean
  /** Last output in its window. */
  readonly activity: number
  /** fleetmux itself runs in it: never followed, sent to or ended. */
  readonly ours: boolean
  /** What was said of it by user options (`@fleetmux_agent`, `@fleetmux_state`) of pane, window or session. */
  readonly said?: {
    readonly agent?: string
    readonly state?: string
    /** fleetmux started the agent as the pane's own program: as long as it lives, it is that. */
    readonly own?: true
  }
}

/** One pane of one server, resolved. It holds only while all three still match. */
export interface Target {
  readonly host: string
  /** `pid:started` of the tmux server. */
  readonly server: string
  readonly pane: string
}

export interface SessionRef {
  readonly host: string
  readonly session: string
}

export interface NamedSession extends SessionRef {
  readonly name: string
}

/** The selected session. `near`: its place among its host's rows, where a neighbour is found when it goes. */
export interface Selection extends NamedSession {
  readonly near: number
}

/** What a pane shows: lines carry colours (SGR) and nothing else. */
export interface Screen {
  readonly lines: readonly string[]
  readonly width: number
  readonly height: number
  readonly cursor: { readonly x: number; readonly y: number } | null
  /** Lines of scrollback above. */
  readonly history: number
}

/** The followed pane. */
export interface Output {
  readonly target: Target | null
  /** The session of that pane as it was last seen, so that what became of it can be told. */
  readonly session: NamedSession | null
  readonly screen: Screen | null
  /** Why there is nothing (more) to see. */
  readonly failure?: Failure
  /** What became of the session meanwhile, in one sentence. */
  readonly note?: string
  /** Lines to scroll up as soon as the first screen is here. */
  readonly up?: number
  /** Set while somebody looks back: nothing moves until they return to live. */
  readonly paused: Paused | null
  /** Columns cut off at the left. */
  readonly left: number
  readonly search: Search | null
}

export interface Paused {
  /** Scrollback and screen as they were, oldest first; the screen alone until the first answer. */
  readonly lines: readonly string[]
  /** Lines below the bottom of the panel. */
  readonly below: number
  /** Lines to scroll up as soon as the scrollback is here. */
  readonly owed: number
  /** Scrollback that tmux holds above the first of `lines`. */
  readonly above: number
  readonly loading: boolean
  /** How many lines were asked for last. */
  readonly asked: number | 'all'
  /** Go to the oldest line as soon as all are here. */
  readonly toTop: boolean
}

export interface Search {
  readonly text: string
  /** Indexes into `Paused.lines`. */
  readonly hits: readonly number[]
  readonly current: number
}

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
  | 'confirm'
  | 'compose'
  | 'recipients'
  | 'receipts'
  | 'answer'
  | 'reply'
  | 'explain'
  | 'help'
  | 'log'
  | 'welcome'

/** Modes with one line under edit at the bottom of the screen. */
export type Prompt = 'filter' | 'command' | 'search' | 'send' | 'grep'

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
  /** Marked sessions, the one marked last at the end. */
  readonly marks: readonly SessionRef[]
  readonly composer: Composer | null
  /** What was written and not sent. */
  readonly draft: Block | null
  /** The question that is being answered. */
  readonly answer: Answering | null
  /** Answers whose agents have not been seen to go on. */
  readonly answered: readonly Answered[]
  /** The broadcast whose receipts are looked at. */
  readonly receipts: number | null
  /** The selected one of what a search over the fleet has found. */
  readonly hit: number
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

export interface Entry {
  readonly at: number
  readonly tone: 'info' | 'good' | 'bad'
  readonly text: string
  readonly failure?: Failure
  /** The intent that led to it, as whoever asked called it. */
  readonly ref?: string
  /** The session that it tells of, where one was started. */
  readonly session?: NamedSession
}
