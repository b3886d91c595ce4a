import { FailureError } from '../../state/model/failure.ts'
import { editJson } from '../files/json-edit.ts'

/** Why a document cannot be edited. The message completes a sentence that begins with the document's path. */
export class NotEditable extends Error {}

/** Converts NotEditable into a failure with the file's path. `hint` says what the user can do instead. */
export function failIfNotEditable<T>(
  file: {
    readonly host: string
    readonly path: string
    readonly hint: string
    /** The sentence of the failure. Default: the file was not changed. */
    readonly what?: string
  },
  work: () => T,
): T {
  try {
    return work()
  } catch (thrown) {
    if (!(thrown instanceof NotEditable)) throw thrown
    const { host, path, hint, what = `${path} was not changed.` } = file
    throw new FailureError({ kind: 'refused', host, what, why: thrown.message, hint })
  }
}

/** Maximum nesting depth of an agent's configuration file; a deeper file is neither read nor edited (NotEditable). */
const DEPTH = 100

/**
 * Parses the object below `key` of a JSON document, such as the MCP servers by name; empty if the key is missing.
 * Comments are allowed. @throws NotEditable if the document or the value of `key` is not an object.
 */
export function readJsonSection(text: string, key: string): Readonly<Record<string, unknown>> {
  const document = parseObject(withoutComments(text))
  const servers = Object.hasOwn(document, key) ? document[key] : {}
  if (isObject(servers)) return servers
  throw new NotEditable(`${key} in the file is not an object`)
}

/**
 * Writes a server, or removes it if `server` is undefined. The rest of the document stays unchanged.
 * @throws NotEditable if the document has comments or trailing commas, which an edit could destroy.
 */
export function editJsonServers(text: string, key: string, name: string, server: unknown): string {
  const whole = text.trim() === '' ? '{}\n' : text
  if (!isPlain(whole)) {
    readJsonSection(whole, key)
    throw new NotEditable('the file has comments or trailing commas, which an edit could destroy')
  }
  readJsonSection(whole, key)
  return editJson(whole, [key, name], server)
}

function isPlain(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false
    throw thrown
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {}
  if (depthOf(text) > DEPTH) throw new NotEditable('the file is nested too deeply')
  try {
    const document: unknown = JSON.parse(text)
    if (isObject(document)) return document
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new NotEditable(`the file is not JSON: ${thrown.message}`)
  }
  throw new NotEditable('the file is not a JSON object')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function depthOf(text: string): number {
  let [depth, most] = [0, 0]
  for (const [token] of text.matchAll(STRING_OR_BRACKET)) {
    if (token === '{' || token === '[') most = Math.max(most, ++depth)
    if (token === '}' || token === ']') depth--
  }
  return most
}

const STRING_OR_BRACKET = /"(?:[^"\\]|\\[^])*"?|[[\]{}]/g

/** Converts JSON with comments and trailing commas to plain JSON. */
function withoutComments(text: string): string {
  return text
    .replace(STRING_OR_COMMENT, token => (token.startsWith('"') ? token : ' '))
    .replace(STRING_OR_COMMA, token => (token.startsWith('"') ? token : token.slice(1)))
}

const STRING_OR_COMMENT = /"(?:[^"\\]|\\[^])*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g
const STRING_OR_COMMA = /"(?:[^"\\]|\\[^])*"?|,(?=\s*[}\]])/g
