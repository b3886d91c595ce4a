import type { Readable, Writable } from 'node:stream'
import type { Failure } from '../../state/model/failure.ts'
import type { TransportKind } from '../../state/model/host-config.ts'

/**
 * How bytes reach a host. All kinds of transports follow one contract, which the tests of each kind check with
 * `holdsContract` (`test/backend/transport/contract.ts`).
 */
export interface Transport {
  readonly kind: TransportKind
  /** The host's name in the fleet. */
  readonly host: string

  /**
   * Runs one short command and collects its output. No shell interprets `argv`, neither on this machine nor on the
   * host. Rejects with a FailureError if the host cannot be reached, if the deadline passes, if the connection breaks
   * during the command, or if the command prints more than 64 MiB. A command that exits with a non-zero code resolves.
   * A command that does not exist, on the host or on this machine, has the exit code 127.
   */
  run(argv: readonly string[], options?: RunOptions): Promise<Result>

  /**
   * Starts a long-running command. stdin stays open; stdout and stderr are separate streams of unchanged bytes.
   * Resolves when the command is about to start on the host. Rejects as `run` does, within the transport's deadline.
   */
  open(argv: readonly string[], options?: OpenOptions): Promise<Running>

  /** The command line that runs `argv` on the host in the user's terminal. Its `env` is added to our environment. */
  terminal(argv: readonly string[]): Promise<CommandLine>

  /**
   * Writes a file on the host, either completely or not at all. A path that starts with `~/` is in the home directory.
   */
  put(bytes: Readable | Uint8Array, path: string, options?: FileOptions): Promise<void>

  /** Reads a file on the host. */
  get(path: string, options?: FileOptions): Promise<Buffer>

  /** Whether a command can be sent without logging in first. */
  isOpen(): Promise<boolean>

  /** Must be called when the host did not answer: the connection is checked before its next use. */
  doubt(): void

  /**
   * Closes the transport: its local processes end, and later calls are rejected. A shared ssh connection (master) stays
   * open for the next command.
   */
  close(): Promise<void>
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array | Readable
  /** As in `OpenOptions`: the first bytes of stdin, which precede the option `stdin`. */
  readonly first?: string
  /**
   * Time limit in milliseconds; default: the transport's own deadline (10 s). If it is longer, the command must still
   * begin within the transport's own deadline.
   */
  readonly deadline?: number
  /**
   * Set for a command that prints all the time. It then also fails if it prints nothing for as long as the transport's
   * own deadline, even if `deadline` is longer. So one silent host does not delay an answer that is collected from
   * several hosts.
   */
  readonly keepsPrinting?: boolean
  readonly signal?: AbortSignal
}

export interface Result {
  /** Exit code of the command, or 128 plus the number of the signal that ended it. */
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

export interface OpenOptions {
  /**
   * Size of a pty that is allocated on the host. stdout and stderr are then one stream. If missing, no pty is
   * allocated.
   */
  readonly pty?: { readonly columns: number; readonly rows: number }
  /**
   * The first bytes of stdin. They are sent together with the command, before the command is known to run, which saves
   * a round trip.
   */
  readonly first?: string
  /** Called after one second with the reason why the command has not started yet, and again if the reason changes. */
  readonly waiting?: (failure: Failure) => void
}

export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Process id of the local process (ssh or the command itself), for callers that must end it. */
  readonly pid: number | undefined
  /** Resolves when the command has ended. Never rejects. */
  readonly ended: Promise<Ending>
  /** Ends the local process: sends SIGTERM, and SIGKILL one second later. Resolves when the process has ended. */
  kill(): Promise<void>
}

export interface Ending {
  /**
   * Exit code of the command, or 128 plus the number of the signal that ended it. If `lost` is true, 255 is ssh's own
   * exit code.
   */
  readonly code: number
  /** Whether the connection broke before the command ended. */
  readonly lost: boolean
}

export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface FileOptions {
  readonly deadline?: number
  /** Permission bits of the new file; default 0o600. */
  readonly mode?: number
}
