import { FailureError } from '../../state/model/failure.ts'
import { answerWithin } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import { quoteWord, shellCommand } from '../transport/shell-quote.ts'
import type { CommandLine } from '../transport/transport.ts'
import type { Hop, Ssh2Route } from './connect.ts'

/**
 * The command line that runs a command on the host in the user's terminal. A terminal needs a separate program:
 * OpenSSH, which must be installed. That ssh ignores ssh_config and uses the same route as the connection in this
 * process.
 */
export async function ssh2Terminal(way: Ssh2Route, argv: readonly string[]): Promise<CommandLine> {
  const child = start({ file: 'ssh', args: ['-V'], stdin: 'ignore' })
  const said = await answerWithin(way.deadline, signal => collectOutput(child, undefined, signal))
  if (said?.code !== 0) throw noSsh(way.host)
  const [goal, ...jumps] = way.hops.toReversed()
  if (!goal) throw noSsh(way.host)
  const args = ['-t', ...wordsFor(way, goal, jumps), shellCommand('exec env "$@"', argv)]
  return { file: 'ssh', args }
}

function wordsFor(way: Ssh2Route, hop: Hop, jumps: readonly Hop[]): string[] {
  const [next, ...rest] = jumps
  const key = way.key === undefined ? [] : ['-i', way.key, '-o', 'IdentitiesOnly=yes']
  const files = way.knownHosts.map(path => `"${path.replaceAll('%', '%%')}"`).join(' ')
  const trust = ['-o', `UserKnownHostsFile=${files}`, '-o', 'StrictHostKeyChecking=accept-new']
  const proxy = next ? ['-o', `ProxyCommand=${proxyCommand(way, hop, next, rest)}`] : []
  const goal = ['-l', hop.user, '-p', String(hop.port), hop.name]
  return ['-F', '/dev/null', ...key, ...trust, ...proxy, ...goal]
}

/** A proxy command for ssh, which expands `%` in the command and passes the command to the user's shell. */
function proxyCommand(way: Ssh2Route, goal: Hop, hop: Hop, jumps: readonly Hop[]): string {
  const place = goal.name.includes(':') ? `[${goal.name}]` : goal.name
  const words = ['ssh', '-W', `${place}:${goal.port}`, ...wordsFor(way, hop, jumps)]
  return words.map(word => quoteWord(word).replaceAll('%', '%%')).join(' ')
}

function noSsh(host: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: 'A terminal on this host needs the OpenSSH client, which is not installed on this machine.',
    why: 'transport ssh2 uses the OpenSSH client only for terminals',
    hint: 'Install the OpenSSH client, or send to the session instead of attaching to it.',
  })
}
