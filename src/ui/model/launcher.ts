import type { Block } from '../edit/block.ts'
import type { Line } from '../edit/line.ts'

/** State of the dialog that starts agents with a prompt. */
export interface Launcher {
  readonly fields: readonly LauncherLine[]
  readonly prompt: Block
  /** Index of the field under edit. The index after the last field means the prompt. */
  readonly current: number
}

export interface LauncherLine {
  readonly name: LauncherField
  readonly line: Line
  readonly error?: string
}

export type LauncherField = 'agent' | 'host' | 'size' | 'repository' | 'mode' | 'turns' | 'copies'
