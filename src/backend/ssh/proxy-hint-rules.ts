import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { quoteWord } from '../transport/shell-quote.ts'
import type { HintRule } from './hint-rule.ts'
import { type SshError, sshLine } from './ssh-error.ts'
import type { SshSettings } from './ssh-settings.ts'

const OR_JUMP = ', or use ProxyJump, for which ssh needs no other program.'

/** Rules for a jump host or a ProxyCommand that fails before the host itself is reached. */
export const proxyRules: readonly HintRule[] = [
  {
    // This message comes from the shell that was to run the ProxyCommand, on this machine or on the jump host.
    when: /^.*?(?<program>[^\s:]+): (?:command not found|not found|No such file or directory)(?=\s*$)/m,
    only: ({ config, stderr }) =>
      isSet(config?.get('proxycommand')) && /exchange_identification|port 65535/.test(stderr),
    person: true,
    what: 'The ProxyCommand of your ssh config needs a program that is not installed.',
    hint: (_, match) => `Install ${match.groups?.program} where the command runs it${OR_JUMP}`,
  },
  {
    // An ssh that runs as a master discards the messages of the ProxyCommand. So this rule matches ssh's own message,
    // and `missingProgram` finds out whether the program is missing.
    when: /exchange_identification|UNKNOWN port 65535/,
    only: ({ config }) => missingProgram(config) !== null,
    person: true,
    what: 'The ProxyCommand of your ssh config needs a program that is not installed.',
    hint: ({ config }) => `Install ${missingProgram(config)} on this machine${OR_JUMP}`,
  },
  {
    // Matches from the start of the output, because the first line names the jump host or proxy that failed.
    when: /^[\s\S]*?(?:channel \d+: open failed|stdio forwarding failed|exchange_identification|UNKNOWN port 65535)/,
    only: ({ config }) => isSet(config?.get('proxyjump')) || isSet(config?.get('proxycommand')),
    what: 'The connection through the jump host or proxy failed.',
    hint: trouble => `Try the jump host or proxy alone: ${jumpLine(trouble)}`,
  },
]

/**
 * The program of the ProxyCommand, if it is missing on this machine. null: it exists, or the command uses shell syntax.
 */
function missingProgram(config: SshSettings | undefined): string | null {
  const command = config?.get('proxycommand') ?? 'none'
  const [program = ''] = command.replace(/^exec\s+/, '').split(/\s/)
  // With shell syntax, the first word of the command may not be a program.
  if (!isSet(command) || /[;&|<>()`$]/.test(command) || !/^[\w./+-]+$/.test(program)) return null
  const places = program.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter)
  return places.some(place => existsSync(join(place, program))) ? null : program
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== 'none'
}

function jumpLine(trouble: SshError): string {
  const jump = trouble.config?.get('proxyjump')?.split(',')[0]
  if (!isSet(jump) || jump === undefined) return sshLine(trouble)
  const file = trouble.configFile === undefined ? [] : ['-F', trouble.configFile]
  // ssh accepts `name:port` only in a URL.
  const place = jump.includes(':') && !jump.includes('://') ? `ssh://${jump}` : jump
  return `\`${['ssh', ...file, place].map(quoteWord).join(' ')}\``
}
