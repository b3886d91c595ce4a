/** What an ssh client needs to know about one demo host (an ssh server in this process). */
export interface ConfigHost {
  readonly name: string
  readonly port: number
  /** The host's public key: algorithm and base64. */
  readonly keyLine: string
}

export interface ConfigFiles {
  readonly identity: string
  readonly knownHosts: string
  readonly user: string
}

/** The text of an ssh_config for `ssh -F`: only these hosts and this key, no settings of the user. */
export function sshConfigText(hosts: readonly ConfigHost[], files: ConfigFiles): string {
  return hosts.map(host => entry(host, files)).join('\n')
}

/** The text of the known_hosts file for these hosts. */
export function knownHostsText(hosts: readonly ConfigHost[]): string {
  return hosts.map(({ port, keyLine }) => `[127.0.0.1]:${port} ${keyLine}\n`).join('')
}

function entry({ name, port }: ConfigHost, { identity, knownHosts, user }: ConfigFiles): string {
  return [
    `Host ${name}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  User ${user}`,
    `  IdentityFile "${identity}"`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    '  PreferredAuthentications publickey',
    `  UserKnownHostsFile "${knownHosts}"`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  UpdateHostKeys no',
    '',
  ].join('\n')
}
