import type { Call, Command } from '../../command/command.ts'
import type { Flag } from '../../command/flag.ts'

/** One sub-command of `files`: its arguments and its function. */
export interface FilesCommand extends Pick<Command, 'usage' | 'summary' | 'examples'> {
  /** Replaces the general explanation of paths in the help. Empty: no argument is a path. */
  readonly details?: string
  readonly flags: Readonly<Record<string, Flag>>
  readonly takes: readonly [least: number, most: number]
  readonly run: (call: Call, args: readonly string[]) => Promise<number>
}

/** How paths on hosts are written, for the help. */
const PATHS = `A path on a host is absolute, ~/..., or relative to the directory that is configured for the host, by default the home
directory. `
const BYTES = 'Bytes that cannot be displayed are written as \\xHH.'

/** The help on paths of commands whose paths are all on one host. */
export const ON_A_HOST = `
${PATHS}For a path on this machine that begins with /, ~ or a dot, HOST: may be omitted.
${BYTES}`

/** The help on paths of commands with a source and a target. */
export const FROM_AND_TO = `
${PATHS}HOST: alone is that directory, and local: is this machine. For a FROM on this machine that
begins with /, ~ or a dot, HOST: may be omitted; a TO without HOST: is always on the host of FROM.
${BYTES}`

export const JSON_FLAG: Flag = { kind: 'switch', about: 'One JSON document' }
