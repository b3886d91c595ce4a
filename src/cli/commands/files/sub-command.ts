import type { Call, Command } from '../../command/command.ts'
import type { Flag } from '../../command/flag.ts'

/** One sub-command of `files`: its arguments and its function. */
export interface FilesCommand extends Pick<Command, 'usage' | 'summary' | 'examples'> {
  readonly flags: Readonly<Record<string, Flag>>
  readonly takes: readonly [least: number, most: number]
  readonly run: (call: Call, args: readonly string[]) => Promise<number>
}

export const JSON_FLAG: Flag = { kind: 'switch', about: 'One JSON document' }
