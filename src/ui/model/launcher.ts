import type { Block } from '../edit/block.ts'
import type { Line } from '../edit/line.ts'

/** The dialog that starts agents with a prompt. */
export interface Launcher {
  readonly fields: readonly LauncherLine[]
  readonly prompt: Block
  /** The field under edit; past the last one: the prompt. */
  readonly current: number
}

export interface LauncherLine {
  readonly name: LauncherField
  readonly line: Line
  readonly error?: string
}

export type LauncherField = 'agent' | 'host' | 'repository' | 'copies'
