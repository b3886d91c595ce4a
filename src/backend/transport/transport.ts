import type { Readable, Writable } from 'node:stream'
import type { Failure } from '../../state/model/failure.ts'
import type { TransportKind } from '../../state/model/host-config.ts'

/** How bytes reach a host. One contract for every kind; `test/backend/transport/transport.test.ts` holds each to it. */
export interface Transport {
  readonly kind: TransportKind
  /** The host's name in the fleet. */
  readonly host: string

  /**
   * Runs one short command and collects what it prints. Neither side's shell reads `argv`.
   * Rejects with a FailureError when the host cannot be reached, past the deadline, when the way
   * breaks in the middle, or when more than 64 MiB are printed. A command that merely ends non-zero
   * resolves; one that is not there, on the host or here, ends with 127.
   */
  run(argv: readonly string[], options?: RunOptions): Promise<Result>

  /**
   * Starts a long command: stdin stays open, stdout and stderr are apart and byte-clean. Resolves when
   * the command is about to start there; rejects as `run` does, within the transport's deadline.
   */
  open(argv: readonly string[], options?: OpenOptions): Promise<Running>

  /** The command line that gives a person's own terminal to `argv` on the host. `env` is added to ours. */
  terminal(argv: readonly string[]): Promise<CommandLine>

  /** Writes a file on the host, whole or not at all. A path that starts with `~/` is in the home directory. */
  put(bytes: Readable | Uint8Array, path: string, options?: FileOptions): Promise<void>

  /** Reads a file on the host. */
  get(path: string, options?: FileOptions): Promise<Buffer>

  /** What is reached through it does not answer: the way itself is looked at before its next use. */
  doubt(): void

  /** Lets go: what this transport started here ends, later calls are refused. A warm master stays for the next command. */
  close(): Promise<void>
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array | Readable
  /** As in `OpenOptions`; `stdin` follows it. */
  readonly first?: string
  /** Milliseconds; default is the transport's own deadline (10 s). */
  readonly deadline?: number
  readonly signal?: AbortSignal
}

export interface Result {
  /** Exit code; a signal is 128 plus its number. */
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

export interface OpenOptions {
  /** A pty of this size on the host: stdout and stderr are one stream then. */
  readonly pty?: { readonly columns: number; readonly rows: number }
  /** What stdin begins with: sent with the command, before it is known to run, so it costs no round trip. */
  readonly first?: string
  /** Told, from a second on, what keeps the command from being started, as it is known by then. */
  readonly waiting?: (failure: Failure) => void
}

export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Local process id of the carrier (ssh or the command itself), for those who must end it. */
  readonly pid: number | undefined
  /** Settles once, never rejects: how the command ended. `lost` where it was the way that broke. */
  readonly ended: Promise<Ending>
  /** Ends the local carrier now: SIGTERM, then SIGKILL after a second. Resolves when it is gone. */
  kill(): Promise<void>
}

export interface Ending {
  /** Exit code of the command, 128 plus the number of a signal; 255 with `lost` is ssh's own. */
  readonly code: number
  /** It was the way that broke, not the command that ended. */
  readonly lost: boolean
}

export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface FileOptions {
  readonly deadline?: number
  /** Permission bits of the new file, octal number (default 0o600). */
  readonly mode?: number
}
