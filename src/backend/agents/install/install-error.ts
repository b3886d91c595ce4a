import type { FailureText } from '../../../state/model/failure.ts'

/** A pattern of an installer's output and its explanation. The first matching rule applies. */
interface Rule {
  readonly when: RegExp
  readonly what: string
  readonly hint: string
}

const RULES: readonly Rule[] = [
  {
    when: /ENOSPC|no space left|disk quota/i,
    what: 'There is no room left on the disk.',
    hint: 'Make room there: `df -h ~` shows how much is free.',
  },
  {
    when: /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|could not resolve|network|timed? ?out/i,
    what: 'The host does not get to the registry or the download.',
    hint: 'Check its network and proxy there: `npm ping`, `npm config get registry proxy https-proxy`.',
  },
  {
    when: /self.signed|unable to (?:get|verify).*certificate|CERT_/i,
    what: 'The host does not trust the certificate of the registry.',
    hint: 'Name the certificate of your proxy there: `npm config set cafile FILE`.',
  },
  {
    when: /E40[13]\b|401 |403 |ENEEDAUTH/,
    what: 'The registry of the host requires a login, or does not allow the package.',
    hint: 'See `npm config get registry` there, and log in to it.',
  },
  {
    when: /E404|404 Not Found|ETARGET/,
    what: 'The registry of the host does not have the package.',
    hint: 'See `npm config get registry` there.',
  },
  {
    when: /EACCES|EPERM|EROFS|permission denied/i,
    what: 'Files below ~/.local or of the npm cache are not this user’s to write.',
    hint: 'See to whom they belong: `ls -ld ~/.local ~/.local/lib ~/.npm`.',
  },
  {
    when: /EBADPLATFORM|unsupported platform|no .*binary|not supported/i,
    what: 'The package is not made for the system or processor of the host.',
    hint: 'See `uname -sm` there.',
  },
  {
    when: /EBADENGINE|unsupported engine|SyntaxError/i,
    what: 'Node.js on the host is too old for this agent.',
    hint: 'Install a newer Node.js there.',
  },
  {
    when: /neither curl nor wget/,
    what: 'There is no program on the host to download with.',
    hint: 'Install curl there.',
  },
]

/** Maximum number of characters read from the end of the output. */
const LONGEST = 20_000

/** Explains why an installer failed, from its output and exit code. */
export function explainInstallError(host: string, output: string, code: number): FailureText {
  const said = output.slice(-LONGEST)
  const rule = RULES.find(({ when }) => when.test(said))
  return {
    kind: 'remote',
    host,
    what: rule?.what ?? 'The installer failed.',
    why: tellingLine(said) || `exit code ${code}`,
    hint: rule?.hint ?? 'Run it there by hand; --dry-run shows the command.',
  }
}

/** The most informative line of the output: npm's errors begin with their code and end with the path of the log. */
function tellingLine(said: string): string {
  const lines = said
    .split('\n')
    .map(line => line.replace(/^npm (?:error|ERR!)\s*/i, '').trim())
    .filter(line => line !== '' && !/^(?:code|errno|syscall|path|A complete log)\b/.test(line))
  return (
    lines.find(line => /error|E[A-Z]{4,}|denied|not found|\b40[134]\b/i.test(line)) ??
    lines.at(-1) ??
    ''
  )
}
