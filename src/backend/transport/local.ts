import { start } from '../process.ts'
import { createTransport, type StartedChild } from './base-transport.ts'
import { shellCommand } from './shell-quote.ts'
import type { OpenOptions, Transport } from './transport.ts'

export interface LocalOptions {
  readonly name?: string
  /** Time limit of each command in milliseconds; default 10 s. */
  readonly deadline?: number
}

/** Creates the transport to this machine. Commands are child processes. */
export function createLocal({ name = 'local', deadline }: LocalOptions = {}): Transport {
  return createTransport(
    {
      kind: 'local',
      host: name,
      begin: async (argv, how) => begin(argv, how),
      terminal: async ([file = '', ...args]) => ({ file, args }),
      doubt() {},
      close() {},
    },
    deadline,
  )
}

function begin([file = '', ...args]: readonly string[], { pty, first }: OpenOptions): StartedChild {
  const child = start(pty ? underPty([file, ...args], pty) : { file, args })
  if (first !== undefined) child.stdin.write(first)
  return { child, lost: async () => false }
}

/**
 * A command line that runs `argv` under `script`, which allocates a pty. Node cannot allocate one; `script` is
 * available on Linux and macOS.
 */
function underPty(argv: readonly string[], { columns, rows }: { columns: number; rows: number }) {
  const script = `stty rows ${rows} cols ${columns}; exec env "$@"`
  const args =
    process.platform === 'linux'
      ? ['-qefc', shellCommand(script, argv), '/dev/null']
      : ['-q', '/dev/null', 'sh', '-c', script, 'fleetmux', ...argv]
  return { file: 'script', args }
}
