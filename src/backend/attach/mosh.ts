import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseAddress } from '../../state/hosts/address.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import { pathOption } from '../ssh/ssh-client.ts'
import { optionFlags, plainCommand } from '../ssh/ssh-settings.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import type { CommandLine } from '../transport/transport.ts'
import type { HostQuestion } from './choose-transport.ts'
import { checkMosh, localeOf } from './mosh-check.ts'

/**
 * Printed before mosh starts in a window or split, because fleetmux cannot report later that the network drops UDP. Not
 * printed on the user's own terminal, where it would remain after every attach; mosh itself prints how to quit.
 */
const WORDS = `mosh uses UDP, ports 60000 to 61000. If mosh receives nothing from the host, a firewall may block these ports:
press Ctrl-^ and then a dot to leave mosh, and attach with --via ssh.`

const SAY = `printf '%s\\n' "$1"; shift; exec "$@"`

/**
 * Shell script that runs mosh, shows its error messages and also stores them in a file, so that fleetmux can explain
 * them.
 */
const KEEP = `said=$1; shift; "$@" 2>"$said"; code=$?; cat "$said" >&2; exit "$code"`

export interface Mosh {
  /** The command line for a new tmux window or split, where mosh's messages stay readable after mosh has ended. */
  readonly line: CommandLine
  /**
   * The command line for the terminal of fleetmux itself. fleetmux redraws this terminal after mosh has ended, so the
   * command also stores mosh's messages in a file.
   */
  readonly heard: CommandLine
  /** Returns mosh's error messages, which the command line `heard` stored in a file, and deletes this file. */
  said(): string
}

/**
 * Makes the command line that runs a tmux command on the host over mosh, if all requirements are met.
 * @throws FailureError that says what is missing.
 */
export async function createMosh(
  asking: HostQuestion,
  { program, words }: { readonly program: string; readonly words: TmuxCommand },
  env: NodeJS.ProcessEnv = process.env,
): Promise<Mosh> {
  const { config, server } = await checkMosh(asking, env)
  const said = join(runtimeDirectory(), `mosh-${randomBytes(6).toString('hex')}.log`)
  const { user, name, port } = parseAddress(asking.host.address ?? asking.host.name)
  const { sshConfig: file } = asking
  const ssh = [
    ...(file === undefined ? [] : ['-F', file]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...Object.entries(asking.host.options ?? {}).flatMap(([key, value]) => [
      '-o',
      pathOption(key, value),
    ]),
    ...optionFlags(plainCommand(config)),
  ]
  const mosh = [
    ...(config.get('addressfamily') === 'inet6' ? ['-6'] : []),
    ...(ssh.length === 0 ? [] : [`--ssh=${['ssh', ...ssh].map(perlWord).join(' ')}`]),
    // mosh passes this option to the host's shell without quoting.
    ...(server === undefined ? [] : [`--server=${quoteWord(server)}`]),
    ...[user === undefined ? name : `${user}@${name}`, '--', program, ...words.map(String)],
  ]
  // Sets the locale, because a new window of a tmux server has the locale with which that server was started.
  const line = (...argv: string[]) => ({ file: 'sh', args: argv, env: localeOf(env) })
  return {
    line: line('-c', SAY, 'fleetmux', WORDS, 'mosh', ...mosh),
    heard: line('-c', KEEP, 'fleetmux', said, 'mosh', ...mosh),
    said: () => take(said),
  }
}

/** Quotes one word of the ssh command, which mosh splits as perl's shellwords does. */
function perlWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

function take(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  } finally {
    rmSync(path, { force: true })
  }
}
