/** The output of `ssh -G` for one host. */
export interface SshSettings {
  /** The first value of a key (lower case, as ssh prints it); undefined if the key is not printed. */
  get(key: string): string | undefined
  readonly identityFiles: readonly string[]
  readonly certificateFiles: readonly string[]
  /** `user@hostname:port` that ssh would connect to. */
  readonly goal: string
  /** The first host that ssh connects to: the first jump host, else the host itself. */
  readonly gate: string
  /** Whether the user has set a ControlPath for this host. If so, fleetmux opens no master of its own. */
  readonly theirs: boolean
  /** Whether the user's settings open a master that stays open after its first command. */
  readonly opensTheirs: boolean
}

export function parseSshSettings(text: string): SshSettings {
  const lines = text.split('\n').map(line => /^(\S+) (.*)$/.exec(line)?.slice(1) ?? [])
  const all = (key: string) =>
    lines.flatMap(([name, value]) => (name === key && value ? [value] : []))
  const get = (key: string) => all(key)[0]
  const set = (key: string) => !['none', 'no', 'false', '', undefined].includes(get(key))
  const host = `${get('hostname')}:${get('port')}`
  return {
    get,
    identityFiles: all('identityfile'),
    certificateFiles: all('certificatefile').filter(path => path !== 'none'),
    goal: `${get('user')}@${host}`,
    gate: set('proxyjump') ? `jump ${get('proxyjump')?.split(',')[0]}` : host,
    theirs: set('controlpath'),
    opensTheirs:
      ['auto', 'yes', 'true'].includes(get('controlmaster') ?? '') && set('controlpersist'),
  }
}

/** Options for every ssh that runs a command for fleetmux: no prompt, no messages, no forwardings. */
export function commandOptions(config: SshSettings): string[] {
  return optionFlags({
    BatchMode: 'yes',
    LogLevel: 'ERROR',
    ClearAllForwardings: 'yes',
    EscapeChar: 'none',
    ...plainCommand(config),
  })
}

/**
 * Options that undo the user's settings which would run another command, run no command, or send ssh to the background.
 * Only settings that exist are undone, because older clients do not know all of these options.
 */
export function plainCommand(config: SshSettings): Record<string, string> {
  const says = (key: string, ...plain: string[]) => ![undefined, ...plain].includes(config.get(key))
  return {
    ...(says('remotecommand', 'none') && { RemoteCommand: 'none' }),
    ...(says('sessiontype', 'default') && { SessionType: 'default' }),
    ...(says('stdinnull', 'no') && { StdinNull: 'no' }),
    ...(says('forkafterauthentication', 'no') && { ForkAfterAuthentication: 'no' }),
  }
}

/** Options for an ssh that opens a connection. They replace only settings that the user has left at their default. */
export function connectOptions(config: SshSettings, deadline: number): string[] {
  const seconds = Math.max(1, Math.floor((deadline * 0.8) / 1000))
  return optionFlags({
    ...(config.get('stricthostkeychecking') === 'ask' && { StrictHostKeyChecking: 'accept-new' }),
    ...(config.get('connecttimeout') === 'none' && { ConnectTimeout: String(seconds) }),
    ...(config.get('serveraliveinterval') === '0' && { ServerAliveInterval: '5' }),
  })
}

export function optionFlags(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ['-o', `${key}=${value}`])
}
