import { editJson } from '../files/json-edit.ts'

/** Why a document cannot be edited; the words stand behind its path. */
export class NotEditable extends Error {}

/** Objects and lists within each other that a configuration may have. */
const DEPTH = 100

/** The servers of a document by name, comments and all. @throws NotEditable where it is no such document. */
export function readJsonServers(text: string, key: string): Readonly<Record<string, unknown>> {
  const document = parseObject(withoutComments(text))
  const servers = Object.hasOwn(document, key) ? document[key] : {}
  if (isObject(servers)) return servers
  throw new NotEditable(`${key} in it is no object`)
}

/**
 * The document with a server written, or (undefined) taken out; all else stays as it was.
 * @throws NotEditable where it is no JSON: a comment would not be kept by every editor of JSON, so none is guessed at.
 */
export function editJsonServers(text: string, key: string, name: string, server: unknown): string {
  const whole = text.trim() === '' ? '{}\n' : text
  if (!isPlain(whole)) {
    readJsonServers(whole, key)
    throw new NotEditable('it has comments or commas too many, which an edit could destroy')
  }
  readJsonServers(whole, key)
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
  if (depthOf(text) > DEPTH) throw new NotEditable('it is nested too deep')
  try {
    const document: unknown = JSON.parse(text)
    if (isObject(document)) return document
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new NotEditable(`it is no JSON: ${thrown.message}`)
  }
  throw new NotEditable('it is no JSON object')
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

/** JSON of JSON with comments and commas at the end of lists. */
function withoutComments(text: string): string {
  return text
    .replace(STRING_OR_COMMENT, token => (token.startsWith('"') ? token : ' '))
    .replace(STRING_OR_COMMA, token => (token.startsWith('"') ? token : token.slice(1)))
}

const STRING_OR_COMMENT = /"(?:[^"\\]|\\[^])*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/g
const STRING_OR_COMMA = /"(?:[^"\\]|\\[^])*"?|,(?=\s*[}\]])/g
