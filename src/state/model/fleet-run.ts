import type { Clean, CleanLines } from '../text/clean.ts'
import type { Failure } from './failure.ts'

/** A run's host and its id on that host. */
export interface RunRef {
  readonly host: string
  readonly id: string
}

/** What a host reports about a run, without the content of its output stream. */
export interface RunHead extends RunRef {
  readonly agent: Clean
  /** The beginning of the prompt. */
  readonly title: Clean
  readonly cwd: Clean
  /** Epoch milliseconds, by the clock of the machine that started the run. */
  readonly created: number
  /** `gone`: the run and the process that supervised it have died. */
  readonly state: 'running' | 'ended' | 'gone'
  /** Exit code of the run's agent; null: the run has not ended. */
  readonly code: number | null
  /** Whether the run works in a copy of a repository, so that its commits can be fetched. */
  readonly isShipped: boolean
}

/** An unanswered question of a run. */
export interface RunAsk {
  /** The agent's own id of the question. It is sent back with the answer, and never shown. */
  readonly interaction: string
  readonly kind: 'approval' | 'input'
  readonly text: CleanLines
  /** Answers that the agent offers; empty for an approval. */
  readonly options: readonly Clean[]
  /** When this process read the question; epoch milliseconds. */
  readonly since: number
}

export interface RunEnd {
  readonly isOk: boolean
  readonly words: Clean
}

/** Summary of a run's output stream so far. */
export interface RunDigest {
  /** The agent's current action or last message, in one line. */
  readonly doing: Clean
  readonly asks: readonly RunAsk[]
  /** The cost in US dollars; null: unknown. */
  readonly cost: number | null
  readonly end: RunEnd | null
}

/** A run of a host. */
export interface FleetRun extends RunHead {
  /** What was read of the run; null until this process has read its stored output. */
  readonly digest: RunDigest | null
  /** Set if the run existed before fleetmux began to watch runs, so that its first questions cause no alert. */
  readonly isOld?: true
  /** Why the stream of the run cannot be read. */
  readonly failure?: Failure
}

/** A piece of the conversation with the agent of a run. */
export type Passage =
  | { readonly kind: 'text' | 'thought'; readonly text: CleanLines; readonly isOpen: boolean }
  /** A tool call. `diff`: its changes, as lines that begin with `+`, `-`, `@` or a space. */
  | {
      readonly kind: 'tool'
      readonly call: string
      readonly name: Clean
      readonly input: CleanLines
      readonly output: CleanLines
      readonly diff: CleanLines
      readonly state: 'running' | 'done' | 'failed'
    }
  | {
      readonly kind: 'ask'
      readonly interaction: string
      readonly text: CleanLines
      readonly answer: Clean | null
    }
  | { readonly kind: 'note'; readonly tone: 'info' | 'good' | 'bad'; readonly text: Clean }

/** The conversation of one run, as far as it has been read. */
export interface ShownRun extends RunRef {
  readonly passages: readonly Passage[]
  /** Whether the beginning was dropped because the conversation was too long. */
  readonly isCut: boolean
}

export interface FleetRuns {
  /** Whether runs are watched, on all hosts that have runs. */
  readonly on: boolean
  /** All known runs, by host and id: see `runKey`. */
  readonly all: ReadonlyMap<string, FleetRun>
  /** Hosts that have runs, or have had runs. */
  readonly hosts: readonly string[]
  /** Hosts that have reported all of their runs. */
  readonly told: readonly string[]
  /** The run whose conversation fleetmux reads for the runs screen; null: no run. */
  readonly shown: ShownRun | null
}

/** A user's answer to a question of a run. */
export type RunAnswer =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly reason: string }
  | { readonly kind: 'answer'; readonly text: string }

export function runKey({ host, id }: RunRef): string {
  return `${host}\n${id}`
}
