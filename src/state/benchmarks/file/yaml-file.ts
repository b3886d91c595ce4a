import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import type * as z from 'zod'
import { suggest } from '../../text/suggest.ts'
import {
  BATCH,
  BATCH_DEFAULTS,
  BATCH_ROW,
  BENCHMARK,
  CASE,
  DEFAULTS,
  METRICS,
  MODEL,
  OLD_CASE,
  OLD_SUITE,
  SUITE,
} from '../benchmark-schema.ts'
import { BenchmarkFileError, type FileError } from './benchmark-file-error.ts'

/**
 * Maximum number of times that YAML aliases are expanded. A file that exceeds it is refused, because such files are
 * made to exhaust memory.
 */
const MOST_ALIASES = 100

export interface YamlFile {
  readonly value: unknown
  /** @throws FailureError with every error that the schema finds, its line, and for unknown words a suggestion. */
  check<T>(schema: z.ZodType<T>): T
  /** Creates an error for the value at this path of the YAML document, for checks beyond the schema. */
  error(path: readonly PropertyKey[], text: string): FileError
  /** Throws all errors as one FailureError, with their lines; returns if there are none. */
  refuse(errors: readonly FileError[]): void
}

/** @throws FailureError (`usage`) if the text is not YAML, with line and column. */
export function readYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const refuse = (errors: readonly FileError[]) => {
    if (errors.length > 0) throw new BenchmarkFileError(file, errors)
  }
  refuse(document.errors.map(({ pos, message }) => ({ ...at(pos[0]), text: message })))
  const value = toValue(document, file)
  if (!isMap(document.contents))
    refuse([
      {
        line: 1,
        column: 1,
        text: 'A benchmark file must be a map with version, name, models and suites.',
      },
    ])

  const error = (path: readonly PropertyKey[], words: string): FileError => ({
    ...at(offsetOf(document, path)),
    text: words,
  })

  return {
    value,
    error,
    refuse,
    check(schema) {
      const read = schema.safeParse(value)
      if (read.success) return read.data
      throw new BenchmarkFileError(
        file,
        read.error.issues.flatMap(issue => errorsOf(document, issue, error)),
      )
    },
  }
}

function toValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES })
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown)
    throw new BenchmarkFileError(file, [{ line: 1, column: 1, text }])
  }
}

function errorsOf(
  document: Document,
  issue: z.core.$ZodIssue,
  error: (path: readonly PropertyKey[], text: string) => FileError,
): readonly FileError[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => error([...path, key], unknownKey(key, path)))
  if (issue.code === 'invalid_value') {
    const given = document.getIn(path)
    const guess = typeof given === 'string' ? suggest(given, issue.values.map(String)) : null
    const hint = guess === null ? '' : ` Did you mean ${guess}?`
    const isMetric = path[0] === 'metrics'
    const wanted = isMetric ? `Known metrics: ${METRICS.join(', ')}.` : issue.message
    return [error(path, `${nameOf(path)}: ${wanted}${hint}`)]
  }
  const isMissing = issue.code === 'invalid_type' && !document.hasIn(path)
  if (isMissing) return [error(path, `${nameOf(path)} is missing.`)]
  return [error(path, `${nameOf(path)}: ${wordsOf(issue)}`)]
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join(' ')
  return issue.message.replace(/^Invalid input: /, '')
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = keysAt(path)
  const guess = suggest(key, known)
  const where = path.length === 0 ? '' : ` in ${nameOf(path)}`
  const hint = guess === null ? `Known there: ${known.join(', ')}.` : `Did you mean ${guess}?`
  return `Unknown key ${key}${where}. ${hint}`
}

/** The keys that are allowed at a path of a benchmark file. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const form = path.map(part => (typeof part === 'number' ? '#' : String(part))).join('.')
  if (form === '') return [...new Set([BENCHMARK, BATCH, OLD_SUITE].flatMap(Object.keys))]
  if (form === 'defaults') return [...Object.keys(DEFAULTS), ...Object.keys(BATCH_DEFAULTS)]
  if (/^models\.[^.]+$/.test(form)) return Object.keys(MODEL)
  if (form === 'suites.#') return Object.keys(SUITE)
  if (form === 'suites.#.cases.#') return Object.keys(CASE)
  if (form === 'matrix.#') return Object.keys(BATCH_ROW)
  return form === 'cases.#' ? Object.keys(OLD_CASE) : []
}

function nameOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file'
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : `${name}${name && '.'}${String(part)}`,
    '',
  )
}

/** The offset of the key or value at a path; if it is missing, the offset of its nearest existing parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const before =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const last = path[length - 1]
    if (isMap(before)) {
      const pair = before.items.find(({ key }) => String(key) === String(last))
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return document.contents?.range?.[0] ?? 0
}
