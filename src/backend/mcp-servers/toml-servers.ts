import { NotEditable } from './json-servers.ts'

/** The tables `[mcp_servers.NAME]` of Codex's TOML. Servers in any other TOML form are refused. */

const TABLE = 'mcp_servers'

/** The lines of one table, including the table's header and the comments before it. */
interface Section {
  /** The components of the table's dotted name; empty for the lines before the first table. */
  readonly path: readonly string[]
  readonly lines: readonly string[]
}

/** Parses the servers, by name: their settings, and the names of their variables and headers. @throws NotEditable */
export function readTomlServers(text: string): Readonly<Record<string, unknown>> {
  const servers = new Map<string, Record<string, unknown>>()
  for (const { path, lines } of sectionsOf(text)) {
    const [table, name, inner] = path
    if (table !== TABLE || name === undefined) continue
    const server = servers.get(name) ?? {}
    const values = valuesOf(lines)
    servers.set(
      name,
      inner === undefined ? { ...server, ...values } : { ...server, [inner]: values },
    )
  }
  return Object.fromEntries(servers)
}

/** Writes a server, or removes it if `server` is null. The rest of the text stays unchanged. @throws NotEditable */
export function editTomlServers(
  text: string,
  name: string,
  server: Readonly<Record<string, unknown>> | null,
): string {
  const sections = sectionsOf(text)
  refuseOtherForms(sections)
  const kept = sections.filter(({ path }) => path[0] !== TABLE || path[1] !== name)
  const rest = kept.flatMap(({ lines }) => lines).join('\n')
  if (!server) return rest === '' || rest.endsWith('\n') ? rest : `${rest}\n`
  const before = rest.trim() === '' ? '' : `${rest.replace(/\n*$/, '')}\n\n`
  return `${before}${written(name, server)}`
}

function written(name: string, { env, ...rest }: Readonly<Record<string, unknown>>): string {
  const lines = [`[${TABLE}.${name}]`, ...assignments(rest)]
  if (typeof env === 'object' && env !== null)
    lines.push('', `[${TABLE}.${name}.env]`, ...assignments(env))
  return `${lines.join('\n')}\n`
}

function assignments(values: object): string[] {
  return Object.entries(values).map(([key, value]) => `${bareKey(key)} = ${tomlValue(value)}`)
}

function bareKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : tomlValue(key)
}

/** Formats a string or a list of strings. JSON strings are valid TOML basic strings except for DEL. */
function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`
  return JSON.stringify(String(value)).replaceAll('\x7f', '\\u007f')
}

/**
 * Refuses a file that defines MCP servers in an inline table or with dotted keys. fleetmux adds a table
 * `[mcp_servers.NAME]`, and TOML forbids defining the same table in two forms.
 */
function refuseOtherForms(sections: readonly Section[]): void {
  for (const { path, lines } of sections) {
    const isTable = path[0] === TABLE && path.length === 1
    const other = lines.find(
      line => /^\s*["']?mcp_servers["']?\s*[.=]/.test(line) && path.length === 0,
    )
    const inline = isTable ? lines.find(line => /^\s*[\w"'-]/.test(line)) : undefined
    if (other ?? inline)
      throw new NotEditable(`the file has ${TABLE} in a form that fleetmux cannot edit`)
  }
}

/** Splits at table headers, but not inside multi-line strings. */
function sectionsOf(text: string): readonly Section[] {
  const sections: { path: readonly string[]; lines: string[] }[] = [{ path: [], lines: [] }]
  let open: string | null = null
  for (const line of text.split('\n')) {
    const path: readonly string[] | null = open === null ? headerOf(line) : null
    // A comment before a header belongs to that table.
    if (path) sections.push({ path, lines: takeComments(sections.at(-1)?.lines ?? []) })
    sections.at(-1)?.lines.push(line)
    open = openAfter(line, open)
  }
  if (open !== null) throw new NotEditable('a string in the file has no closing quote')
  return sections
}

function takeComments(lines: string[]): string[] {
  const last = lines.findLastIndex(line => !/^\s*(?:#.*)?$/.test(line))
  return lines.splice(last + 1)
}

/** The dotted name in a table header or array-of-tables header; null: the line is no header. */
function headerOf(line: string): readonly string[] | null {
  const [, name] = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$/.exec(line) ?? []
  if (name === undefined || /^[\d"'][^"']*,|=/.test(name)) return null
  const parts = [...name.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+)/g)]
  return parts.map(([, basic, literal, bare]) => basic ?? literal ?? bare ?? '')
}

/** The kind of multi-line string that is open at the end of this line; null: none. */
function openAfter(line: string, before: string | null): string | null {
  let open = before
  for (const [token] of line.matchAll(open === null ? TOKENS : TOKENS_WITHIN)) {
    if (open === null && token.startsWith('#')) return null
    if (token !== '"""' && token !== "'''") continue
    if (open === null) open = token
    else if (open === token) open = null
  }
  return open
}

const TOKENS = /"""|'''|"(?:[^"\\]|\\.)*"|'[^']*'|#.*/g
const TOKENS_WITHIN = /\\.|"""|'''/g

/** Parses strings and lists of strings. For other values, records only that they exist. */
function valuesOf(lines: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const whole = lines.join('\n')
  for (const [, key = '', value = ''] of whole.matchAll(ASSIGNMENT))
    values[key.replace(/^["']|["']$/g, '')] = toValue(value)
  return values
}

const ASSIGNMENT =
  /^[ \t]*([\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*=[ \t]*(\[[^\]]*\]|\{[^}\n]*\}|[^\n]*)/gm

function toValue(written: string): unknown {
  const texts = [...written.matchAll(/"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g)].map(
    ([, basic, literal]) => literal ?? unescaped(basic ?? ''),
  )
  if (written.startsWith('[')) return texts
  if (!written.startsWith('{')) return texts[0] ?? written.trim()
  const keys = [...written.matchAll(/([\w-]+)\s*=/g)].map(([, key = '']) => [key, ''])
  return Object.fromEntries(keys)
}

function unescaped(basic: string): string {
  return basic.replace(/\\(["\\])/g, '$1')
}
