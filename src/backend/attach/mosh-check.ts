import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { answerWithin } from '../clock.ts'
import { start } from '../process.ts'
import { parseSshSettings, type SshSettings } from '../ssh/ssh-settings.ts'
import { collectOutput } from '../transport/collect-output.ts'
import { SEARCHED_PLACES, searchPathScript } from '../transport/search-path.ts'
import { sendScript } from '../transport/sent-script.ts'
import { askHost, askSsh, type HostQuestion } from './choose-transport.ts'

/**
 * Shell script for the host: finds mosh-server, and checks the locale as mosh does. If the host's own locale is not
 * UTF-8, mosh uses the local locale, which must then exist on the host.
 */
const SCRIPT = `${searchPathScript}
path=$PATH
seek mosh-server || { echo missing; exit; }
[ "$PATH" = "$path" ] || printf 'program %s\\n' "$(command -v mosh-server)"
command -v locale >/dev/null 2>&1 || { echo fine; exit; }
try() { case $(locale charmap 2>/dev/null) in [Uu][Tt][Ff]-8 | [Uu][Tt][Ff]8) echo fine; exit ;; esac; }
try
had="$(locale charmap 2>/dev/null)"
unset LANG LANGUAGE LC_CTYPE LC_NUMERIC LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES LC_ALL
[ $# -eq 0 ] || export "$@"
try
printf 'locale %s\\n' "$had"`

export interface MoshPlan {
  /** The ssh configuration for this host. */
  readonly config: SshSettings
  /** Path of mosh-server on the host, if it is not on the PATH that ssh commands get. */
  readonly server?: string
}

/**
 * Finds everything that would make mosh fail, before mosh gets the terminal.
 * @throws FailureError that says what is missing, where, and what to do.
 */
export async function checkMosh(asking: HostQuestion, env: NodeJS.ProcessEnv): Promise<MoshPlan> {
  const [version, charset, printed, there] = await Promise.all([
    here(['mosh', '--version'], asking.deadline),
    here(['locale', 'charmap'], asking.deadline),
    askSsh(asking),
    askHost(asking, sendScript(SCRIPT, 'fleetmux', localeArgs(env))),
  ])
  const config = parseSshSettings(printed)
  const said = there.stdout.toString().trim()
  const failure = trouble(version, charset, config) ?? troubleThere(said, asking)
  if (failure) throw new FailureError({ ...failure, host: asking.host.name })
  const [, server] = /^program (\/.*)$/m.exec(said) ?? []
  return { config, ...(server !== undefined && { server }) }
}

/** The environment variables of the locale. */
export function localeOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) =>
      /^(LANG|LANGUAGE|LC_[A-Z]+)$/.test(key) && value ? [[key, value]] : [],
    ),
  )
}

function localeArgs(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(localeOf(env)).map(([key, value]) => `${key}=${value}`)
}

function trouble(
  version: string | null,
  charset: string | null,
  config: SshSettings,
): Failure | null {
  if (version === null)
    return refused(
      'mosh is not installed on the machine where fleetmux runs.',
      'Install mosh on that machine',
    )
  const jump = config.get('proxyjump') ?? config.get('proxycommand')
  if (jump && jump !== 'none') {
    const why = `ssh reaches the host through ${jump}`
    return refused(
      'mosh cannot use a jump host or proxy.',
      'Make the host directly reachable by UDP',
      why,
    )
  }
  if (charset === null || /^utf-?8$/i.test(charset)) return null
  const why = `the character set of that machine is ${charset || 'none'}`
  return refused(
    'mosh needs a UTF-8 locale on the machine where fleetmux runs.',
    'Set LC_ALL there to a UTF-8 locale, such as C.UTF-8',
    why,
  )
}

function troubleThere(said: string, { host }: HostQuestion): Failure | null {
  if (said === 'missing') {
    const why = `neither \`ssh ${host.address ?? host.name} mosh-server\` nor a search of ${SEARCHED_PLACES} found it`
    return refused('mosh-server was not found on the host.', 'Install mosh on the host', why)
  }
  const [, charset] = /^locale (.*)/m.exec(said) ?? []
  if (charset === undefined) return null
  const why = `the character set of the host is ${charset}, and the host does not have the locale of the machine where fleetmux runs`
  return refused(
    'mosh needs a UTF-8 locale on the host.',
    'Install a UTF-8 locale on the host, such as C.UTF-8',
    why,
  )
}

function refused(what: string, hint: string, why?: string): Failure {
  return makeFailure({
    kind: 'refused',
    what,
    hint: `${hint}, or attach with --via ssh.`,
    ...(why && { why }),
  })
}

/** The output of a local program; null if it does not exist or does not answer. */
async function here(
  [file, ...args]: readonly [string, ...string[]],
  deadline: number,
): Promise<string | null> {
  const child = start({ file, args, stdin: 'ignore' })
  const said = await answerWithin(deadline, signal => collectOutput(child, undefined, signal))
  return said?.code === 0 ? said.stdout.toString().trim() : null
}
