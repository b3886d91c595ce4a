import type { Fleet } from '../../state/fleet-handle.ts'

/** What a word has to do with: the fleet behind it, and the person's terminal or pipe. */
export interface CommandContext {
  /** Opens the fleet of this command line, with these hosts in it too. The face closes it. */
  readonly open: (hosts: readonly string[]) => Promise<Fleet>
  /** Starts the server on a fleet whose hosts it dials. It is ended with the command. */
  readonly serve: (wanted: ServerWish) => Promise<Served>
  /** Serves tools to the agent at the other end of stdin and stdout; resolves when it has gone. */
  readonly serveTools: (wanted: ToolsWish) => Promise<void>
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

/** How the server is to run. */
export interface ServerWish {
  readonly host: string
  readonly port: number
  readonly newToken: boolean
  readonly allowedHosts: readonly string[]
  readonly allowedRoots: readonly string[]
  readonly readOnly: boolean
  readonly behindProxy: boolean
  readonly stateDirectory: string
}

/** What an agent is given. */
export interface ToolsWish {
  readonly role: 'viewer' | 'operator' | 'admin'
  /** Up to this role it may do what its person says yes to, each time. */
  readonly ask?: 'operator' | 'admin'
  /** Panes of the agents that have started it, the oldest first. */
  readonly ancestors: readonly string[]
  /** How it is called where its acts are noted. */
  readonly name: string
  readonly roots: readonly string[]
  readonly stateDirectory: string
}

/** A server that runs. */
export interface Served {
  /** What a person has to know, a line each: the address, a new token, a link that pairs a device. */
  readonly lines: readonly string[]
  /** A further link, in the same form. */
  readonly link: () => readonly string[]
  /** What went wrong without any harm, a line each. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

export interface Terminal {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly columns: number
  readonly colour: boolean
}
