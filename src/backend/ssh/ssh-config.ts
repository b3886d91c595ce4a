/** What `ssh -G` says that ssh would do for one host. */
export interface SshConfig {
  /** The first value of a key, in lower case as ssh prints it; undefined where it prints none. */
  get(key: string): string | undefined
  readonly identityFiles: readonly string[]
  /** `user@hostname:port` that ssh would go to. */
  readonly goal: string
  /** Where its connections begin: the first jump host, else the host itself. */
  readonly gate: string
  /** The user has a ControlPath for this host: masters are theirs to rule. */
  readonly theirs: boolean
  /** Their own settings would open a master that stays after its first command. */
  readonly opensTheirs: boolean
}

export function parseSshConfig(text: string): SshConfig {
  const lines = text.split('\n').map(line => /^(\S+) (.*)$/.exec(line)?.slice(1) ?? [])
  const all = (key: string) =>
    lines.flatMap(([name, value]) => (name === key && value ? [value] : []))
  const get = (key: string) => all(key)[0]
  const set = (key: string) => !['none', 'no', 'false', '', undefined].includes(get(key))
  const host = `${get('hostname')}:${get('port')}`
  return {
    get,
    identityFiles: all('identityfile'),
    goal: `${get('user')}@${host}`,
    gate: set('proxyjump') ? `jump ${get('proxyjump')?.split(',')[0]}` : host,
    theirs: set('controlpath'),
    opensTheirs:
      ['auto', 'yes', 'true'].includes(get('controlmaster') ?? '') && set('controlpersist'),
  }
}

/** For every ssh that runs a command of ours: no prompt, no chatter, nothing that the user wants only for themselves. */
export function commandOptions(config: SshConfig): string[] {
  return options({
    BatchMode: 'yes',
    LogLevel: 'ERROR',
    ClearAllForwardings: 'yes',
    EscapeChar: 'none',
    ...plainCommand(config),
  })
}

/**
 * A user's config may say that a connection runs another command, none at all, or goes to the background.
 * Only what is set is unset: older clients do not know all of these words.
 */
export function plainCommand(config: SshConfig): Record<string, string> {
  const says = (key: string, ...plain: string[]) => ![undefined, ...plain].includes(config.get(key))
  return {
    ...(says('remotecommand', 'none') && { RemoteCommand: 'none' }),
    ...(says('sessiontype', 'default') && { SessionType: 'default' }),
    ...(says('stdinnull', 'no') && { StdinNull: 'no' }),
    ...(says('forkafterauthentication', 'no') && { ForkAfterAuthentication: 'no' }),
  }
}

/** For an ssh that makes a connection: what the user has decided stays as it is. */
export function connectOptions(config: SshConfig, deadline: number): string[] {
  const seconds = Math.max(1, Math.floor((deadline * 0.8) / 1000))
  return options({
    ...(config.get('stricthostkeychecking') === 'ask' && { StrictHostKeyChecking: 'accept-new' }),
    ...(config.get('connecttimeout') === 'none' && { ConnectTimeout: String(seconds) }),
    ...(config.get('serveraliveinterval') === '0' && { ServerAliveInterval: '5' }),
  })
}

export function options(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ['-o', `${key}=${value}`])
}
