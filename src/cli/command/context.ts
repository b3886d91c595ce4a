import type { Fleet } from '../../state/fleet-handle.ts'

/** What a command uses: the fleet, and the user's terminal or pipe. */
export interface CommandContext {
  /** Opens the configured hosts and these additional hosts. `runCli` closes them. */
  readonly open: (hosts: readonly string[]) => Promise<Fleet>
  /** Starts the server on a fleet and connects to its hosts. The server ends with the command. */
  readonly serve: (wanted: ServerRequest) => Promise<ServerHandle>
  /** Serves tools to the agent over stdin and stdout; resolves when the agent closes them. */
  readonly serveTools: (wanted: ToolsRequest) => Promise<void>
  /**
   * Registers work to await before the process exits, after the fleet is closed, also if a signal ended the command.
   */
  readonly beforeExit: (work: () => Promise<void>) => void
  /** Whether a signal has ended the command, so that its connections are closed: that is no failure to report. */
  readonly isLeaving: () => boolean
  /** Path of the configuration file, whether it exists or not. */
  readonly configPath: () => Promise<string>
  /** Prints a line of data on stdout. Resolves when stdout accepts more data. */
  readonly print: (line: string) => Promise<void>
  /** Prints a line for the user on stderr. */
  readonly say: (text: string) => void
  readonly terminal: Terminal
  /** Reads one line of input; '' at the end of input. */
  readonly readLine: () => Promise<string>
  /** Reads stdin to its end. */
  readonly readAll: () => Promise<Uint8Array>
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface ServerRequest {
  readonly host: string
  readonly port: number
  readonly newToken: boolean
  readonly allowedHosts: readonly string[]
  readonly allowedRoots: readonly string[]
  readonly readOnly: boolean
  readonly behindProxy: boolean
  readonly stateDirectory: string
}

/** Options of the MCP tools that fleetmux serves to an agent. */
export interface ToolsRequest {
  readonly role: 'viewer' | 'operator' | 'admin'
  /** The agent may call tools that need at most this role, if the user confirms each call. */
  readonly ask?: 'operator' | 'admin'
  /** Panes of the agents that started the calling agent, directly or through other agents; the outermost first. */
  readonly ancestors: readonly string[]
  /** The calling agent's name in the audit log. */
  readonly name: string
  readonly roots: readonly string[]
  readonly stateDirectory: string
}

/** A running server. */
export interface ServerHandle {
  /** Lines for the user: the address, a new token, a link that pairs a device. */
  readonly lines: readonly string[]
  /** Makes another pairing link, and returns the lines to print. */
  readonly link: () => readonly string[]
  /** Warnings about the files with the server's tokens, one line each. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

export interface Terminal {
  readonly stdin: boolean
  readonly stdout: boolean
  readonly columns: number
  readonly colour: boolean
}
