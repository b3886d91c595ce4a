import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { start } from '../process.ts'
import type { Begun } from '../transport/base-transport.ts'
import { collectOutput } from '../transport/collect-output.ts'

/**
 * A terminal in a container outlives its client here when that is killed: nobody tells the one in there, and
 * a tmux client would stay attached for ever. So each goes by a name that says from where it was started.
 */
const SIGN = 'fleetmux-exec'

/** The name under which one command runs in a container. The client here has it in its own words, too. */
export function labelOf(nonce: string): string {
  return `${SIGN}:${thisMachine()}:${nonce}`
}

/** Ends in the container what this machine's user started there on a terminal, and whose client is gone. */
export async function endLeftovers(
  begin: (argv: readonly string[], signal: AbortSignal) => Promise<Begun>,
  signal: AbortSignal,
): Promise<void> {
  const run = async (argv: readonly string[]) =>
    collectOutput((await begin(argv, signal)).child, undefined, signal)
  const { stdout } = await run(['sh', '-c', FIND, 'find', `${SIGN}:${thisMachine()}`])
  const found = stdout.toString().split('\n').filter(Boolean)
  if (found.length === 0) return
  // Asked after them: whoever is there by now had its client before.
  const here = await collectOutput(
    start({ file: 'ps', args: ['-A', '-ww', '-o', 'args='] }),
    undefined,
    signal,
  )
  // Where the container runs on this very machine, its processes show here, too: they begin as `sh`.
  const clients = here.stdout.toString().split('\n')
  const living = clients.filter(line => !line.startsWith('sh -c ')).join('\n')
  const left = found
    .map(line => line.split(' '))
    .filter(([, label = '']) => label !== '' && !living.includes(label))
  if (left.length > 0) await run(['sh', '-c', HANG_UP, 'hang-up', ...left.map(([pid = '']) => pid)])
}

/**
 * Only what leads a session has a terminal of its own (field 6 of `stat`), and only that can be left over. One grep
 * looks at all: two processes for each process there would take seconds.
 */
const FIND = [
  'for f in $(grep -lsF -e "$1:" /proc/[0-9]*/cmdline 2>/dev/null); do p=${f%/cmdline}; l=$(tr "\\000" "\\n" <$p/cmdline 2>/dev/null | grep -x "$1:[0-9a-f]*") || continue;',
  'read -r s 2>/dev/null <$p/stat || continue; set -- "$1" ${s##*)};',
  '[ "$6" != 0 ] && printf "%s %s\\n" "${p#/proc/}" "$l"; done; exit 0',
].join(' ')

/** As a terminal does that is closed: to all in its foreground. tmux detaches. */
const HANG_UP = 'for p do kill -HUP -"$p" 2>/dev/null || kill -HUP "$p" 2>/dev/null; done; exit 0'

let known: string | undefined
function thisMachine(): string {
  const id = existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8') : ''
  known ??= createHash('sha256')
    .update(JSON.stringify([hostname(), id, userInfo().uid]))
    .digest('hex')
    .slice(0, 16)
  return known
}
