import type { Clean, CleanLines } from '../text/clean.ts'
import type { Failure } from './failure.ts'

/** A run by its host and its id there. */
export interface RunRef {
  readonly host: string
  readonly id: string
}

/** What a host tells of a run without its stream. */
export interface RunHead extends RunRef {
  readonly agent: Clean
  /** The beginning of the prompt. */
  readonly title: Clean
  readonly cwd: Clean
  /** Epoch milliseconds, by the clock of the machine that started it. */
  readonly created: number
  /** `gone`: what watched over it has died with it. */
  readonly state: 'running' | 'ended' | 'gone'
  /** Exit code of its agent, once it has ended. */
  readonly code: number | null
  /** It works in a copy of a repository, whose commits can be fetched. */
  readonly isShipped: boolean
}

/** A question of a run that nobody has answered. */
export interface RunAsk {
  /** As the agent calls it: it is sent back, and never shown. */
  readonly interaction: string
  readonly kind: 'approval' | 'input'
  readonly text: CleanLines
  /** Answers that the agent offers; of an approval none. */
  readonly options: readonly Clean[]
  /** When it was read here; epoch milliseconds. */
  readonly since: number
}

export interface RunEnd {
  readonly isOk: boolean
  readonly words: Clean
}

/** What the stream of a run has told until now. */
export interface RunDigest {
  /** What it does or said last, in one line. */
  readonly doing: Clean
  readonly asks: readonly RunAsk[]
  /** US dollars; null: not told. */
  readonly cost: number | null
  readonly end: RunEnd | null
}

/** A run of a host. */
export interface FleetRun extends RunHead {
  /** Null until its stream was read. */
  readonly digest: RunDigest | null
  /** It was there before anybody looked: what it asks at first is no news. */
  readonly isOld?: true
  /** Why its stream cannot be read. */
  readonly failure?: Failure
}

/** A piece of the conversation with the agent of a run. */
export type Passage =
  | { readonly kind: 'text' | 'thought'; readonly text: CleanLines; readonly isOpen: boolean }
  /** The call of a tool. `diff`: what it changes, as lines that begin with `+`, `-`, `@` or a blank. */
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

/** The conversation of one run, as far as it was read. */
export interface ShownRun extends RunRef {
  readonly passages: readonly Passage[]
  /** The beginning was too long to be kept. */
  readonly isCut: boolean
}

export interface FleetRuns {
  /** They are watched on all hosts that have some. */
  readonly on: boolean
  /** By host and id, see `runKey`. */
  readonly all: ReadonlyMap<string, FleetRun>
  /** Hosts that keep runs, or have kept some. */
  readonly hosts: readonly string[]
  /** Hosts that have told all of their runs. */
  readonly told: readonly string[]
  /** Null: nobody reads one. */
  readonly shown: ShownRun | null
}

/** What a person says to a question of a run. */
export type RunAnswer =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly reason: string }
  | { readonly kind: 'answer'; readonly text: string }

export function runKey({ host, id }: RunRef): string {
  return `${host}\n${id}`
}
