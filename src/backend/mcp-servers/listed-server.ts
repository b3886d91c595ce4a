import type { ListedServer } from '../../state/model/agents/mcp-server.ts'
import { clean, cleanName } from '../../state/text/clean.ts'

/** Shown instead of values that may be secret. */
const MASK = '***'

/** Maximum servers of a file that are listed, and maximum variable names per server; further ones are left out. */
const [MOST_SERVERS, MOST_NAMES] = [500, 100]

/**
 * The MCP servers of an agent's configuration file, for display. Values of variables and headers are left out, and
 * whatever else looks secret is masked.
 */
export function listedServers(servers: Readonly<Record<string, unknown>>): readonly ListedServer[] {
  return Object.entries(servers).slice(0, MOST_SERVERS).map(toListed)
}

function toListed([name, value]: [string, unknown]): ListedServer {
  const server = toRecord(value)
  const url = textOf(server['url']) ?? textOf(server['httpUrl'])
  const words = url === null ? wordsOf(server) : []
  return {
    name: cleanName(name),
    kind: url !== null ? 'url' : words.length > 0 ? 'command' : 'unknown',
    target: clean(url !== null ? maskUrl(url) : maskArgs(words).join(' ')),
    secrets: namesOf(server).slice(0, MOST_NAMES).map(cleanName),
  }
}

function wordsOf({ command, args }: Readonly<Record<string, unknown>>): readonly string[] {
  return [command, args].flat().filter(word => typeof word === 'string')
}

function namesOf(server: Readonly<Record<string, unknown>>): readonly string[] {
  const bearer = textOf(server['bearer_token_env_var'])
  const groups = ['env', 'environment', 'headers', 'http_headers', 'env_http_headers']
  const names = groups.flatMap(group => Object.keys(toRecord(server[group])))
  return bearer === null ? names : [...names, bearer]
}

/** Masks values after flags or names that indicate a secret, and words that look like tokens. */
function maskArgs(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    if (index > 0 && SECRET_FLAG.test(words[index - 1] ?? '')) return MASK
    if (/^[a-z]+:\/\//i.test(word)) return maskUrl(word)
    return word.replace(SECRET_PAIR, `$1${MASK}`).replace(TOKEN, MASK)
  })
}

const NAME = '(?:token|key|secret|passw(?:or)?d|auth|credential|bearer|header)'
const SECRET_FLAG = new RegExp(`^--?[\\w-]*${NAME}[\\w-]*$`, 'i')
const SECRET_PAIR = new RegExp(`^((?:--?)?[\\w-]*${NAME}[\\w-]*[=:]\\s*).*$`, 'is')
const TOKEN = /\b(?:sk|ghp|gho|ghs|github_pat|xox[abp]|glpat|AKIA)[-_]?[\w-]{12,}/g

/** Masks user info and query values in a URL. */
function maskUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@?#]*@/i, `$1${MASK}@`)
    .replace(/([?&][^=&#]*=)[^&#]*/g, `$1${MASK}`)
    .replace(TOKEN, MASK)
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
