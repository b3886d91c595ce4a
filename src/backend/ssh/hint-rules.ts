import { quoteWord } from '../transport/shell-quote.ts'
import { isOldOffer } from './algorithm-age.ts'
import type { HintRule } from './hint-rule.ts'
import { proxyRules } from './proxy-hint-rules.ts'
import { connectLine, type SshError, sshLine, tryIt } from './ssh-error.ts'

/**
 * Rules for ssh's error messages. The first matching rule counts: ssh often prints several errors, and the specific one
 * explains the others.
 */
export const rules: readonly HintRule[] = [
  {
    when: /spawn ssh ENOENT|ssh: command not found/,
    person: true,
    what: 'ssh is not installed on this machine.',
    hint: () => 'Install the OpenSSH client.',
  },
  {
    when: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/,
    person: true,
    what: "The host's key differs from the one in known_hosts: the host was reinstalled, or somebody intercepts the connection.",
    hint: trouble => `Find out why the key changed. If the new key is right: ${forgetKey(trouble)}`,
  },
  {
    when: /REVOKED HOST KEY/,
    person: true,
    what: "The host's key was revoked.",
    hint: () => "Ask the host's administrator: the host needs a new key.",
  },
  ...proxyRules,
  {
    when: /Host key verification failed|No \S+ host key is known for/,
    person: true,
    what: "The host's key is not in known_hosts, and your ssh config accepts known keys only.",
    hint: trouble =>
      `Compare the fingerprint of the key, and accept the key once: ${sshLine(trouble, 'ssh', '-o', 'StrictHostKeyChecking=ask')}`,
  },
  {
    when: /Permissions \d+ for '(?<file>.*)' are too open|Load key "(?<key>.*)": bad permissions/,
    person: true,
    what: 'Other users can read your private key, so ssh does not use it.',
    hint: (_, match) =>
      `Remove the permissions of others: \`chmod 600 ${quoteWord(match.groups?.file ?? match.groups?.key ?? '')}\`.`,
  },
  {
    when: /Permission denied \(/,
    only: ({ absent }) => (absent?.length ?? 0) > 0,
    person: true,
    what: 'Your private key file was not found.',
    hint: ({ absent }) =>
      `Correct the path ${absent?.[0]} in your ssh config or in the entry of the host.`,
  },
  {
    when: /Load key "(?<key>.*)": Permission denied/,
    person: true,
    what: 'Your private key file cannot be read.',
    hint: (_, match) =>
      `Make yourself the owner of the file: \`sudo chown "$USER" ${quoteWord(match.groups?.key ?? '')}\``,
  },
  {
    when: /Load key "(?<key>.*)": (?:invalid format|error in libcrypto)/,
    person: true,
    what: 'Your private key file contains no key that ssh can read.',
    hint: (_, match) =>
      `Check what it contains: \`ssh-keygen -y -f ${quoteWord(match.groups?.key ?? '')}\``,
  },
  {
    when: /Bad owner or permissions on (?<file>.*)/,
    person: true,
    what: 'Your ssh config can be changed by others, or is not yours, so ssh does not read it.',
    hint: (_, match) =>
      `Make the file yours, and remove the permissions of others: \`chmod 600 ${quoteWord(match.groups?.file ?? '')}\`.`,
  },
  {
    when: /(?<file>\S.*?):? line (?<line>\d+): (?:Bad|Unsupported|missing|invalid|no argument|extra arguments|keyword|garbage)/i,
    person: true,
    what: 'Your ssh config has an error.',
    hint: (_, match) => `Correct line ${match.groups?.line} of ${match.groups?.file}.`,
  },
  {
    when: /Can't open user config file (?<file>.*?):/,
    person: true,
    what: 'The ssh config file cannot be read.',
    hint: (_, match) =>
      `Create ${match.groups?.file} or make it readable, or correct --ssh-config or "sshConfig" in config.json.`,
  },
  {
    when: /Too many authentication failures/,
    person: true,
    what: 'The host ended the login: your ssh-agent offered too many keys before the right one.',
    hint: ({ address }) =>
      `In ~/.ssh/config, set \`IdentitiesOnly yes\` and \`IdentityFile\` (the path of the right key) for Host ${address.name}.`,
  },
  {
    when: /Permission denied \(/,
    only: ({ locked, isAgentSilent }) => isAgentSilent === true && (locked?.length ?? 0) > 0,
    person: true,
    what: 'The host refused the login. Your key has a passphrase, and your ssh-agent does not answer.',
    hint: trouble =>
      `Check whether the ssh-agent answers: \`ssh-add -l\`. Or type the passphrase once: ${connectLine(trouble)}`,
  },
  {
    when: /Permission denied \(/,
    only: ({ locked }) => (locked?.length ?? 0) > 0,
    person: true,
    what: 'The host refused the login. Your key has a passphrase, and your ssh-agent does not have it.',
    hint: trouble =>
      `Add the key to your ssh-agent: \`ssh-add ${quoteWord(trouble.locked?.[0] ?? '')}\`. Or type the passphrase once: ${connectLine(trouble)}`,
  },
  {
    when: /signing failed for .*|agent refused operation|device not found/,
    only: ({ stderr }) => /Permission denied \(/.test(stderr),
    person: true,
    what: 'Your ssh-agent or security key did not sign the login: it waits for a touch or a confirmation.',
    hint: trouble => `Touch the key, or confirm the login, once: ${connectLine(trouble)}`,
  },
  {
    when: /Permission denied \(/,
    only: ({ certificates }) => (certificates?.length ?? 0) > 0,
    person: true,
    what: 'The host refused the login, and a certificate of yours is not valid for it.',
    hint: trouble => `${trouble.certificates?.[0] ?? ''}. Have the certificate signed again.`,
  },
  {
    when: /Permission denied \((?<ways>[^)\n]*(?:password|keyboard-interactive)[^)\n]*)\)/,
    person: true,
    what: 'The host refused the login: it accepts none of your keys.',
    hint: trouble =>
      `Add your key to ~/.ssh/authorized_keys of the host: ${sshLine(trouble, 'ssh-copy-id')}. Or log in by password or code once: ${connectLine(trouble)}`,
  },
  {
    when: /Permission denied \((?<ways>[^)\n]*)\)/,
    person: true,
    what: 'The host refused the login: it accepts none of your keys.',
    hint: trouble =>
      `Add your key to ~/.ssh/authorized_keys of the host: ${sshLine(trouble, 'ssh-copy-id')}`,
  },
  {
    when: /no matching (?:host key type|key exchange method|cipher|MAC) found\. Their offer: (?<offer>\S+)/,
    only: ({ stderr }) => !isOldOffer(/Their offer: (\S+)/.exec(stderr)?.[1] ?? ''),
    person: true,
    what: 'The host accepts only newer ssh algorithms than your ssh has.',
    hint: (_, match) =>
      `Update the OpenSSH client of this machine, or allow more than ${match.groups?.offer} in the host's sshd_config.`,
  },
  {
    when: /no matching (?<what>host key type|key exchange method|cipher|MAC) found\. Their offer: (?<offer>[^\s,]+)/,
    person: true,
    what: 'The host offers only older ssh algorithms than your ssh accepts.',
    hint: ({ address }, match) =>
      `In ~/.ssh/config, allow the algorithm for Host ${address.name}: \`${oldWord[match.groups?.what ?? '']} +${match.groups?.offer}\`.`,
  },
  {
    when: /Invalid key length|key (?:size|length) .*(?:too small|not supported)/i,
    person: true,
    what: "The host's key is shorter than your ssh accepts.",
    hint: ({ address }) =>
      `In ~/.ssh/config, allow shorter keys for Host ${address.name}: \`RequiredRSASize 1024\`.`,
  },
  {
    when: /(?:cannot bind to path|ControlSocket|ControlPath) (?<path>[^\s:]+).*No such file or directory/,
    person: true,
    what: 'The directory of the ControlPath in your ssh config does not exist.',
    hint: (_, match) =>
      `Create the directory: \`mkdir -p -m 700 ${quoteWord((match.groups?.path ?? '').replace(/\/[^/]*$/, '') || '/')}\`.`,
  },
  {
    when: /too long for Unix domain socket|ControlPath too long/,
    person: true,
    what: 'On this machine, the path of a socket is too long.',
    hint: () =>
      'On this machine, set XDG_RUNTIME_DIR, or the ControlPath of your ssh config, to a shorter path.',
  },
  {
    when: /Could not resolve hostname (?<name>\S+):/,
    what: 'The host name cannot be resolved.',
    hint: (_, match) =>
      `Check the spelling of ${match.groups?.name}, your DNS, and whether you need a VPN.`,
  },
  {
    when: /Connection refused/,
    what: 'The machine answers, but no sshd listens on this port.',
    hint: trouble => `Start sshd on the host, or correct the port. ${tryIt(trouble)}`,
  },
  {
    when: /timed out|Timeout, server/,
    what: 'The host does not answer.',
    hint: trouble =>
      `Check that the host is running, and check your VPN and firewalls. ${tryIt(trouble)}`,
  },
  {
    when: /No route to host|Network is unreachable|Host is down|Network is down/,
    what: 'There is no network route to the host.',
    hint: () => "Check this machine's network and VPN.",
  },
  {
    when: /No space left on device/,
    kind: 'remote',
    what: "The host's disk is full.",
    hint: () => 'Free disk space on the host: `df -h` shows which disk is full.',
  },
  {
    when: /account has expired/i,
    kind: 'remote',
    person: true,
    what: 'Your account on the host has expired.',
    hint: () => "Ask the host's administrator to renew the account.",
  },
  {
    when: /password has expired|required to change your password/i,
    kind: 'remote',
    person: true,
    what: 'Your password on the host has expired.',
    hint: trouble => `Log in once and choose a new password: ${sshLine(trouble)}`,
  },
  {
    when: /exchange_identification|Connection (?:closed|reset) by|Not allowed at this time|Broken pipe/,
    what: 'The host accepted the connection and closed it.',
    hint: () =>
      'The host may have too many connections (MaxStartups), or block your address for a while: wait a minute and try again.',
  },
]

const oldWord: Record<string, string> = {
  'host key type': 'HostKeyAlgorithms',
  'key exchange method': 'KexAlgorithms',
  cipher: 'Ciphers',
  MAC: 'MACs',
}

/**
 * The command that removes the host's key from the known_hosts file. The key is stored under the real host name, with
 * the port if it is not 22.
 */
function forgetKey({ config, address, stderr }: SshError): string {
  const name = config?.get('hostkeyalias') ?? config?.get('hostname') ?? address.name
  const port = config?.get('port') ?? String(address.port ?? 22)
  const place = port === '22' || config?.get('hostkeyalias') ? name : `[${name}]:${port}`
  const file = /Offending .*key in (?<file>.*):\d+/.exec(stderr)?.groups?.file
  const words = ['ssh-keygen', ...(file ? ['-f', file] : []), '-R', place]
  return `\`${words.map(quoteWord).join(' ')}\``
}
