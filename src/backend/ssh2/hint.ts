import { type Failure, type FailureKind, makeFailure } from '../../state/model/failure.ts'
import { isOldOffer } from '../ssh/algorithm-age.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import { type SshGoal, type Verdict, written } from './known-hosts.ts'

/** What is known about a connection that could not be made. */
export interface Ssh2Trouble {
  /** The host's name in the fleet. */
  readonly host: string
  readonly goal: SshGoal
  readonly user: string
  readonly locked: readonly string[]
  /** It is but a host on the way. */
  readonly isJump: boolean
}

interface Rule {
  readonly when: RegExp
  readonly kind?: FailureKind
  readonly person?: true
  readonly what: string
  readonly now: string
}

const rules: readonly Rule[] = [
  {
    when: /ENOTFOUND|EAI_AGAIN/,
    what: 'Nobody knows where this host is.',
    now: 'Look at its name and at your DNS; an alias of ssh_config means nothing to transport ssh2.',
  },
  {
    when: /ECONNREFUSED/,
    what: 'The host is there, but no ssh server listens on that port.',
    now: 'Start sshd there, or mend the port.',
  },
  {
    when: /EHOSTUNREACH|ENETUNREACH/,
    what: 'There is no way to this host.',
    now: 'Look at your network, or at the VPN that leads there.',
  },
  {
    when: /ETIMEDOUT|Timed out while waiting for handshake/,
    what: 'The host did not answer.',
    now: 'Is it running, and does a firewall let you through?',
  },
  {
    when: /no matching|Handshake failed/,
    person: true,
    what: 'This host and transport ssh2 know no way of ssh in common.',
    now: 'Use transport ssh, which knows more.',
  },
  {
    when: /Channel open failure|forwarding/i,
    what: 'The jump host could not go on to the next one.',
    now: 'Look there whether it may forward (AllowTcpForwarding), and whether it reaches the next host.',
  },
  {
    when: /ECONNRESET|Connection lost|closed|ended by/i,
    what: 'The host hung up before it let us in.',
    now: 'It may be crowded, or block you for a while (MaxStartups, fail2ban).',
  },
]

/** Why the host was not entered, in plain words, with what mends it. */
export function adviseSsh2(trouble: Ssh2Trouble, error: Error & { level?: string }): Failure {
  const { host, goal, isJump } = trouble
  if (error.level === 'client-authentication') return noEntry(trouble)
  const code = 'code' in error ? String(error.code) : ''
  const rule = rules.find(each => each.when.test(`${code} ${error.message}`))
  const why = `${isJump ? 'jump host ' : ''}${written(goal)}: ${error.message}`
  const what = rule?.what ?? 'The host was not entered.'
  const now = rule?.now ?? 'Try it with `ssh`, which says more.'
  const person = rule?.person && { needsPerson: true as const }
  return makeFailure({ kind: rule?.kind ?? 'unreachable', host, what, why, now, ...person })
}

/** Which side is behind shows in what the host offers; `why`: ssh2's words. */
export function explainMismatch({ host }: Ssh2Trouble, why: string, offer: string): Failure {
  const edit = `\`fleetmux hosts edit ${quoteWord(host)} --transport ssh\``
  const old = isOldOffer(offer)
  const what = old
    ? 'This host speaks only ways of ssh that are too old.'
    : 'This host speaks only ways of ssh that are newer than transport ssh2.'
  const now = old
    ? `Renew its sshd, or use transport ssh with the algorithms it wants: ${edit}`
    : `Use transport ssh, your own OpenSSH: ${edit}`
  const said = `${why.replace(/^Handshake failed: /, '')}; it offers ${offer}`
  return makeFailure({ kind: 'unreachable', host, what, why: said, now, needsPerson: true })
}

function noEntry({ host, goal, user, locked, isJump }: Ssh2Trouble): Failure {
  const [path] = locked
  const at = `${user}@${written(goal)}${isJump ? ', a jump host' : ''}`
  if (path !== undefined) {
    const what = 'A passphrase is needed for the key of this host.'
    const why = `${at} took nothing else, and ${path} is locked`
    const now = `Unlock it for a while: \`ssh-add ${quoteWord(path)}\``
    return makeFailure({ kind: 'unreachable', host, what, why, now, needsPerson: true })
  }
  const what = 'The host did not let you in.'
  const why = `${at} took none of your keys`
  const now = `Bring one there: \`ssh-copy-id -p ${goal.port} ${quoteWord(`${user}@${goal.name}`)}\`, or name it as "key". Passwords are for transport ssh.`
  return makeFailure({ kind: 'unreachable', host, what, why, now, needsPerson: true })
}

/** A key that is not to be trusted. It is never accepted, nor is the old one taken out by us. */
export function explainKeyError(
  { host, goal }: Ssh2Trouble,
  verdict: Extract<Verdict, 'changed' | 'revoked'>,
  file: string,
): Failure {
  const why = `${file} has another key for ${written(goal)}`
  const forget = `\`ssh-keygen -R ${quoteWord(written(goal))} -f ${quoteWord(file)}\``
  return verdict === 'revoked'
    ? makeFailure({
        kind: 'unreachable',
        host,
        what: "The host's key was revoked: whoever shows it is not to be trusted.",
        why: `${file} says so of ${written(goal)}`,
        now: 'Ask whoever runs that host.',
        needsPerson: true,
      })
    : makeFailure({
        kind: 'unreachable',
        host,
        what: "The host's key is not the one known: it was set up anew, or somebody stands in between.",
        why,
        now: `Find out why it changed. Only if that is right: ${forget}`,
        needsPerson: true,
      })
}
