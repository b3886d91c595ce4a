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
  const log = `log in on this terminal: ${connectLine(trouble)}`
  // ssh's own warning about a new host key is not a message of the server.
  const heard = stderr.replace(/^Warning: Permanently added .*$/gm, '')
  const login = loginPage(heard)
  if (login) {
    const why = `the host sent: ${login.url} (${login.said})`
    return { ...late, why, hint: `Open that address, then ${log}` }
  }
  const said = lastLine(excerpt(heard))
  if (said === undefined)
    return { ...late, why: `no answer within ${deadline / 1000} s`, hint: tryIt(trouble) }
  return { ...late, why: `the host sent: ${said}`, hint: `The host may be waiting for you: ${log}` }
}

/** Maximum number of characters and of lines of the server's messages that are searched for an address. */
const [HEARD, LINES] = [64_000, 400]
/** An address, also without `https://` if it names a page: `example.com/device`. */
const PAGE = /(?:https?:\/\/|(?<![\w@./:-])(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}\/)[^\s'"<>]{1,2000}/giu
const LOGIN =
  /\b(?:visit|open|go to|browse|click|log ?in|sign ?in|authenticat\w*|authori[sz]\w*|approve|verify|activat\w*|device\w*|code)\b/iu

/**
 * The page on which the user has to log in, and the lines about it. A banner may name other pages, such as rules of use:
 * the first page counts whose line, or the line above, is about a login. The code to enter there may be in another line.
 */
function loginPage(text: string): { readonly url: string; readonly said: string } | null {
  const lines = text.slice(-HEARD).split('\n').slice(-LINES).map(clean)
  const pages = lines.flatMap((line, at) =>
    [...line.matchAll(PAGE)].map(([found]) => {
      const isAbout = LOGIN.test(line) ? 2 : LOGIN.test(lines[at - 1] ?? '') ? 1 : 0
      return { url: found.replace(/[.,;:!?)\]}]+$/u, ''), at, isAbout }
    }),
  )
  const [page] = pages.toSorted((one, other) => other.isAbout - one.isAbout)
  if (!page || (page.isAbout === 0 && !page.url.startsWith('http'))) return null
  const near = lines.slice(Math.max(0, page.at - 3), page.at + 4)
  const code = near.find(line => line !== lines[page.at] && /\bcode\b/iu.test(line))
  const said = [lines[page.at] ?? '', ...(code === undefined ? [] : [code])]
  return { url: page.url, said: said.map(line => line.slice(0, 400)).join('; ') }
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
