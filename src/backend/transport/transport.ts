import type { Readable, Writable } from 'node:stream'
import type { Failure } from '../../state/model/failure.ts'
import type { TransportKind } from '../../state/model/host-config.ts'

/** How bytes reach a host. One contract for all kinds, checked by `test/backend/transport/transport.test.ts`. */
export interface Transport {
  readonly kind: TransportKind
  /** The host's name in the fleet. */
  readonly host: string

  /**
   * Runs one short command and collects its output. No shell, here or on the host, interprets `argv`. Rejects with a
   * FailureError when the host cannot be reached, after the deadline, when the connection breaks during the command, or
   * when it prints more than 64 MiB. A command that ends with a non-zero code resolves. A command that is not found, on
   * the host or here, ends with 127.
   */
  run(argv: readonly string[], options?: RunOptions): Promise<Result>

  /**
   * Starts a long command. stdin stays open; stdout and stderr are separate and byte-clean. Resolves when the command
   * is about to start on the host. Rejects as `run` does, within the transport's deadline.
   */
  open(argv: readonly string[], options?: OpenOptions): Promise<Running>

  /** The command line that runs `argv` on the host with a person's terminal. Its `env` is added to our environment. */
  terminal(argv: readonly string[]): Promise<CommandLine>

  /** Writes a file on the host, whole or not at all. A path that starts with `~/` is in the home directory. */
  put(bytes: Readable | Uint8Array, path: string, options?: FileOptions): Promise<void>

  /** Reads a file on the host. */
  get(path: string, options?: FileOptions): Promise<Buffer>

  /** Reports that the host did not answer: the connection is checked before its next use. */
  doubt(): void

  /**
   * Closes the transport: its local processes end, and later calls are refused. An ssh master stays open for the next
   * command.
   */
  close(): Promise<void>
}

export interface RunOptions {
  readonly stdin?: string | Uint8Array | Readable
  /** As in `OpenOptions`. `stdin` is sent after it. */
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
  /** Allocates a pty of this size on the host. stdout and stderr are then one stream. */
  readonly pty?: { readonly columns: number; readonly rows: number }
  /** First bytes of stdin. They are sent with the command, before it is known to run, so they need no round trip. */
  readonly first?: string
  /** Called after one second with the reason why the command has not started yet. */
  readonly waiting?: (failure: Failure) => void
}

export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Id of the local process (ssh or the command itself), for callers that must end it. */
  readonly pid: number | undefined
  /** How the command ended. Never rejects. `lost`: the connection broke. */
  readonly ended: Promise<Ending>
  /** Ends the local process: SIGTERM, then SIGKILL after a second. Resolves when it has ended. */
  kill(): Promise<void>
}

export interface Ending {
  /** Exit code of the command, or 128 plus the number of its signal. 255 with `lost` is ssh's own code. */
  readonly code: number
  /** The connection broke before the command ended. */
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
