import { type Failure, type FailureText, makeFailure } from '../../state/model/failure.ts'
import { excerpt } from '../transport/excerpt.ts'
import { OTHER_COMMAND } from '../transport/start-up-files.ts'
import { rules } from './hint-rules.ts'
import { connectLine, type SshError, tryIt } from './ssh-error.ts'

/** Explains a failure of ssh itself (exit code 255), with the command that solves the problem. */
export function explainSshError(said: SshError): Failure {
  const trouble = { ...said, stderr: excerpt(said.stderr) }
  for (const rule of rules) {
    const match = rule.when.exec(trouble.stderr)
    if (!match || rule.only?.(trouble) === false) continue
    const { kind = 'unreachable', what, hint, person } = rule
    return makeFailure({
      kind,
      host: trouble.host,
      what,
      why: lineAt(trouble.stderr, match.index),
      hint: hint(trouble, match),
      ...(person && { needsPerson: true as const }),
    })
  }
  const what = 'The ssh login failed.'
  const why = lastLine(trouble.stderr) ?? 'ssh gave no reason'
  return makeFailure({ kind: 'unreachable', host: trouble.host, what, why, hint: tryIt(trouble) })
}

/**
 * The failure for an ssh login that takes too long. The server's messages so far may give the reason, such as a URL
 * that the user has to open.
 */
export function notLetIn(
  trouble: Pick<SshError, 'host' | 'address' | 'configFile'> & { readonly deadline: number },
  stderr: string,
): FailureText {
  const { host, deadline } = trouble
  const late = { kind: 'late', host, what: 'The ssh login timed out.' } as const
  // ssh's own warning about a new host key is not a message of the server.
  const text = excerpt(stderr).replace(/^Warning: Permanently added .*$/gm, '')
  const url = /https?:\/\/[^\s'"<>]+/.exec(text)
  const log = `log in on this terminal: ${connectLine(trouble)}`
  if (url) {
    const why = `the host sent: ${url[0]} (${lineAt(text, url.index)})`
    return { ...late, why, hint: `Open that address, then ${log}` }
  }
  const said = lastLine(text)
  if (said === undefined)
    return { ...late, why: `no answer within ${deadline / 1000} s`, hint: tryIt(trouble) }
  return { ...late, why: `the host sent: ${said}`, hint: `The host may be waiting for you: ${log}` }
}

/** The failure for a login that succeeded but ran another command than the requested one. */
export function explainOtherCommand(trouble: SshError, printed: string): Failure {
  const known = /No space left on device|has expired|password.*chang/i.test(trouble.stderr)
  if (known) return explainSshError(trouble)
  return makeFailure({
    kind: 'remote',
    host: trouble.host,
    what: 'The host ran a different command than the requested one.',
    why: lastLine(trouble.stderr) ?? lastLine(printed) ?? 'the host printed nothing',
    hint: OTHER_COMMAND,
  })
}

/**
 * Whether sshd dropped the connection because too many were being opened (MaxStartups). sshd does so at random, so a
 * retry helps. If another error comes first, a jump host or proxy failed instead.
 */
export function isCrowded(stderr: string): boolean {
  return /^\s*(?:kex|ssh)_exchange_identification: (?:read: )?Connection (?:reset|closed)/.test(
    stderr,
  )
}

function lineAt(text: string, index: number): string {
  const begin = text.lastIndexOf('\n', index) + 1
  return clean(text.slice(begin).split('\n', 1)[0] ?? '')
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map(clean)
    .filter(line => line !== '')
    .at(-1)
}

function clean(line: string): string {
  return line.replace(/\p{C}+/gu, ' ').trim()
}
