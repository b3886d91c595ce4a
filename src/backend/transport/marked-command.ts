import { FailureError } from '../../state/model/failure.ts'
import { shellCommand } from './shell-quote.ts'
import type { OpenOptions } from './transport.ts'

/** Bytes of a command line from which on it is too long for a login shell. */
const TOO_LONG = 120_000

/**
 * The remote command line. It prints a marker that shows where the command's own output begins. `sh` stays the parent
 * of the command, because ssh reports a signal as 255, and sh as 128 plus the signal number. With `pty`, the terminal
 * gets usual modes and this size: ssh without a local terminal sends all modes as off.
 * @throws FailureError if the line is too long.
 */
export function markedCommand(
  argv: readonly string[],
  marker: string,
  { pty }: Pick<OpenOptions, 'pty'>,
): string {
  const size = pty ? `stty sane rows ${pty.rows} cols ${pty.columns} 2>/dev/null; ` : ''
  const line = shellCommand(`${size}printf %s '${marker}'; env "$@"; exit $?`, argv)
  const length = Buffer.byteLength(line)
  if (length < TOO_LONG) return line
  throw new FailureError({
    kind: 'usage',
    what: 'The command line that fleetmux runs on this host is too long, so nothing was run.',
    why: `it has ${length} bytes, and at most 119,999 are possible`,
    hint: 'If you gave a long argument, shorten it, or put the text into a file on the host. If you gave none, this is a bug of fleetmux.',
  })
}
