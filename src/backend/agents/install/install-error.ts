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
    what: 'The disk of the host is full.',
    hint: 'Free disk space on the host: `df -h ~` shows how much is left.',
  },
  {
    when: /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|could not resolve|network|timed? ?out/i,
    what: 'The host cannot reach the npm registry or the download server.',
    hint: 'Check the network and proxy settings on the host: `npm ping`, `npm config get registry proxy https-proxy`.',
  },
  {
    when: /self.signed|unable to (?:get|verify).*certificate|CERT_/i,
    what: 'The host does not trust the TLS certificate of the npm registry.',
    hint: 'On the host, configure the CA certificate of your proxy: `npm config set cafile FILE`.',
  },
  {
    when: /E40[13]\b|401 |403 |ENEEDAUTH/,
    what: 'The npm registry of the host requires a login, or does not allow the package.',
    hint: 'Run `npm config get registry` on the host, and log in to that registry.',
  },
  {
    when: /E404|404 Not Found|ETARGET/,
    what: 'The npm registry of the host does not have the package.',
    hint: 'Run `npm config get registry` on the host to see which registry it uses.',
  },
  {
    when: /EACCES|EPERM|EROFS|permission denied/i,
    what: 'Your user on the host may not write to ~/.local or to the npm cache.',
    hint: 'Check on the host who owns these directories: `ls -ld ~/.local ~/.local/lib ~/.npm`.',
  },
  {
    when: /EBADPLATFORM|unsupported platform|no .*binary|not supported/i,
    what: 'The package does not support the operating system or processor of the host.',
    hint: 'Run `uname -sm` on the host to see its operating system and processor.',
  },
  {
    when: /EBADENGINE|unsupported engine|SyntaxError/i,
    what: 'Node.js on the host is too old for this agent.',
    hint: 'Install a newer Node.js on the host.',
  },
  {
    when: /neither curl nor wget/,
    what: 'The host has no program for downloads.',
    hint: 'Install curl on the host.',
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
    hint: rule?.hint ?? 'Run the command on the host by hand; --dry-run shows it.',
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
