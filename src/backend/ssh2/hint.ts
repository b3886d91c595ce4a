import { type Failure, type FailureKind, makeFailure } from '../../state/model/failure.ts'
import { isOldOffer } from '../ssh/algorithm-age.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import { knownHostsName, type SshGoal, type Verdict } from './known-hosts.ts'

/** Facts about a failed connection. */
export interface Ssh2Trouble {
  /** The host's name in the fleet. */
  readonly host: string
  readonly goal: SshGoal
  readonly user: string
  readonly locked: readonly string[]
  /** Certificates of the user's keys, which ssh2 cannot use. */
  readonly certificates: readonly string[]
  /** Whether the server is a jump host. */
  readonly isJump: boolean
}

interface Rule {
  readonly when: RegExp
  readonly kind?: FailureKind
  readonly person?: true
  readonly what: string
  readonly hint: string
}

const rules: readonly Rule[] = [
  {
    when: /ENOTFOUND|EAI_AGAIN/,
    what: 'The host name cannot be resolved.',
    hint: 'Check the name of the host and your DNS. Transport ssh2 does not use the aliases of ssh_config.',
  },
  {
    when: /ECONNREFUSED/,
    what: 'The host answers, but no ssh server listens on that port.',
    hint: 'Start sshd on the host, or correct the port.',
  },
  {
    when: /EHOSTUNREACH|ENETUNREACH/,
    what: 'There is no network route to the host.',
    hint: 'Check your network or VPN.',
  },
  {
    when: /ETIMEDOUT|Timed out while waiting for handshake/,
    what: 'The host did not answer.',
    hint: 'Check whether the host is running, and whether a firewall blocks the connection.',
  },
  {
    when: /no matching|Handshake failed/,
    person: true,
    what: 'This host and transport ssh2 have no ssh algorithm in common.',
    hint: 'Use transport ssh, which has more algorithms: `fleetmux hosts edit HOST --transport ssh`.',
  },
  {
    when: /Channel open failure|forwarding/i,
    what: 'The jump host could not connect to the next host.',
    hint: 'On the jump host, check AllowTcpForwarding, and that it reaches the next host.',
  },
  {
    when: /ECONNRESET|Connection lost|closed|ended by/i,
    what: 'The host closed the connection before the login was complete.',
    hint: 'The host may have too many connections, or block your address for a while (MaxStartups, fail2ban): wait a minute and try again.',
  },
]

/** Explains why the login failed and how to fix it. */
export function adviseSsh2(trouble: Ssh2Trouble, error: Error & { level?: string }): Failure {
  const { host, goal, isJump } = trouble
  if (error.level === 'client-authentication') return noEntry(trouble)
  const code = 'code' in error ? String(error.code) : ''
  const rule = rules.find(each => each.when.test(`${code} ${error.message}`))
  const why = `${isJump ? 'jump host ' : ''}${knownHostsName(goal)}: ${error.message}`
  const what = rule?.what ?? 'The login failed.'
  const hint =
    rule?.hint.replace('HOST', quoteWord(host)) ??
    'Try to log in with `ssh`, which prints more details.'
  const person = rule?.person && { needsPerson: true as const }
  return makeFailure({ kind: rule?.kind ?? 'unreachable', host, what, why, hint, ...person })
}

/**
 * Explains that client and host have no common algorithm. The host's offer (its list of algorithms) shows which side is
 * too old. `why`: ssh2's message.
 */
export function explainMismatch({ host }: Ssh2Trouble, why: string, offer: string): Failure {
  const edit = `\`fleetmux hosts edit ${quoteWord(host)} --transport ssh\``
  const old = isOldOffer(offer)
  const what = old
    ? 'This host offers only ssh algorithms that are too old.'
    : 'This host offers only ssh algorithms that are newer than those of transport ssh2.'
  const hint = old
    ? `Update sshd on the host, or use transport ssh and allow the old algorithms in your ssh config: ${edit}`
    : `Use transport ssh, your own OpenSSH: ${edit}`
  const said = `${why.replace(/^Handshake failed: /, '')}; it offers ${offer}`
  return makeFailure({ kind: 'unreachable', host, what, why: said, hint, needsPerson: true })
}

function noEntry({ host, goal, user, locked, certificates, isJump }: Ssh2Trouble): Failure {
  const [path] = locked
  const at = `${user}@${knownHostsName(goal)}${isJump ? ', a jump host' : ''}`
  if (path !== undefined) {
    const what = 'A passphrase is needed for the key of this host.'
    const why = `${at} accepted nothing else, and ${path} needs its passphrase`
    const hint = `Load the key into your ssh-agent: \`ssh-add ${quoteWord(path)}\``
    return makeFailure({ kind: 'unreachable', host, what, why, hint, needsPerson: true })
  }
  const what = 'The host refused the login.'
  const why = `${at} accepted none of your keys`
  const [certificate] = certificates
  if (certificate !== undefined) {
    const hint = `Transport ssh2 cannot use a certificate (${certificate}); switch to transport ssh, which can: \`fleetmux hosts edit ${quoteWord(host)} --transport ssh\``
    return makeFailure({ kind: 'unreachable', host, what, why, hint, needsPerson: true })
  }
  const hint = `Install a key on the host: \`ssh-copy-id -p ${goal.port} ${quoteWord(`${user}@${goal.name}`)}\`, or name another key in "key" of the host. To log in with a password, use transport ssh: ssh2 asks for no password.`
  return makeFailure({ kind: 'unreachable', host, what, why, hint, needsPerson: true })
}

/**
 * Explains a host key that has changed or is revoked. Such a key is never accepted, and fleetmux does not remove the
 * old key.
 */
export function explainKeyError(
  { host, goal }: Ssh2Trouble,
  verdict: Extract<Verdict, 'changed' | 'revoked'>,
  file: string,
): Failure {
  const why = `${file} has a different key for ${knownHostsName(goal)}`
  const forget = `\`ssh-keygen -R ${quoteWord(knownHostsName(goal))} -f ${quoteWord(file)}\``
  return verdict === 'revoked'
    ? makeFailure({
        kind: 'unreachable',
        host,
        what: "The host's key was revoked: do not trust a host that shows it.",
        why: `${file} marks it as revoked for ${knownHostsName(goal)}`,
        hint: "Ask the host's administrator.",
        needsPerson: true,
      })
    : makeFailure({
        kind: 'unreachable',
        host,
        what: "The host's key differs from the one in known_hosts: the host was reinstalled, or somebody intercepts the connection.",
        why,
        hint: `Find out why the key changed. If the new key is right: ${forget}`,
        needsPerson: true,
      })
}
