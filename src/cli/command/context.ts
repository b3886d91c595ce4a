import type { Fleet } from '../../state/fleet-handle.ts'

/** What a word has to do with: the fleet behind it, and the person's terminal or pipe. */
export interface CommandContext {
  /** Opens the fleet of this command line, with these hosts in it too. The face closes it. */
  readonly open: (hosts: readonly string[]) => Promise<Fleet>
  /** Is awaited before the process ends, after the fleet was closed, also when a signal has ended the command. */
  readonly beforeExit: (work: () => Promise<void>) => void
  /** Where the configuration lies, whether it is there or not. */
  readonly configPath: () => Promise<string>
  /** Data: a line, on stdout. Resolves when more may be printed. */
  readonly print: (line: string) => Promise<void>
  /** Words for a person: a line, on stderr. */
  readonly say: (text: string) => void
  readonly terminal: Terminal
  /** Reads one line from the person, '' at the end of input. */
  readonly readLine: () => Promise<string>
  /** Reads stdin to its end. */
  readonly readAll: () => Promise<Uint8Array>
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface Terminal {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly columns: number
  readonly colour: boolean
}
