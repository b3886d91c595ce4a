import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { start } from '../process.ts'
import type { StartedChild } from '../transport/base-transport.ts'
import { collectOutput } from '../transport/collect-output.ts'

/**
 * If the local client of a command with a terminal is killed, the command in the container keeps running: it gets no
 * signal, and a tmux client would stay attached for ever. So each command gets a name that shows which machine started
 * it, by which later commands find leftovers.
 */
const SIGN = 'fleetmux-exec'

/**
 * The name of one command in a container. The local `docker exec` or `kubectl exec` process has it in its command line
 * too: if the command runs in the container and no local process has its name, it is a leftover.
 */
export function labelOf(nonce: string): string {
  return `${SIGN}:${thisMachine()}:${nonce}`
}

/**
 * Ends leftover commands in the container: those with a terminal whose `docker exec` or `kubectl exec` process, started
 * by this user on this machine, is gone.
 */
export async function endLeftovers(
  begin: (argv: readonly string[], signal: AbortSignal) => Promise<StartedChild>,
  signal: AbortSignal,
): Promise<void> {
  const run = async (argv: readonly string[]) =>
    collectOutput((await begin(argv, signal)).child, undefined, signal)
  const { stdout } = await run(['sh', '-c', FIND, 'find', `${SIGN}:${thisMachine()}`])
  const found = stdout.toString().split('\n').filter(Boolean)
  if (found.length === 0) return
  // The local processes are read after those in the container. A `docker exec` process starts before its command in the
  // container, so if a command was found and its `docker exec` process is not, that process has ended.
  const here = await collectOutput(
    start({ file: 'ps', args: ['-A', '-ww', '-o', 'args='] }),
    undefined,
    signal,
  )
  // If the container runs on this machine, ps on this machine lists its processes too. Their command lines begin with
  // `sh -c`, so they are told apart from those of `docker exec` and `kubectl exec`.
  const clients = here.stdout.toString().split('\n')
  const living = clients.filter(line => !line.startsWith('sh -c ')).join('\n')
  const left = found
    .map(line => line.split(' '))
    .filter(([, label = '']) => label !== '' && !living.includes(label))
  if (left.length > 0) await run(['sh', '-c', HANG_UP, 'hang-up', ...left.map(([pid = '']) => pid)])
}

/**
 * Shell script: prints the pid and the name of each process in the container that fleetmux started with a terminal
 * (field `$6`, the tty_nr of `stat`, is not 0); processes without a terminal are never left over. `$1` is the beginning
 * of the names. One grep reads all command lines, because two processes for each process of the container would take
 * seconds.
 */
const FIND = [
  'for f in $(grep -lsF -e "$1:" /proc/[0-9]*/cmdline 2>/dev/null); do p=${f%/cmdline}; l=$(tr "\\000" "\\n" <$p/cmdline 2>/dev/null | grep -x "$1:[0-9a-f]*") || continue;',
  'read -r s 2>/dev/null <$p/stat || continue; set -- "$1" ${s##*)};',
  '[ "$6" != 0 ] && printf "%s %s\\n" "${p#/proc/}" "$l"; done; exit 0',
].join(' ')

/** Sends SIGHUP to the foreground process group, as a closed terminal does. tmux then detaches. */
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
