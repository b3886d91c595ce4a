import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Progress } from '../progress.ts'
import { type Blob, listBlobs, readBlobs } from './blob.ts'
import { patterns } from './secret-pattern.ts'

/** The position of a text that looks like a secret. The secret itself is not included. */
export interface Finding {
  /** Path relative to the root of the repository. */
  readonly path: string
  /** Line number, from 1. */
  readonly line: number
  readonly rule: string
  /** Hash of path, rule and secret in hexadecimal. It identifies the same secret in the same file. */
  readonly fingerprint: string
}

export interface Scan {
  readonly findings: readonly Finding[]
  /** Paths of files that were too large to read. */
  readonly unread: readonly string[]
}

/** Maximum bytes of a file. Larger files are listed as unread. */
const largest = 5 << 20

/** Searches every text file of a commit, in order of path. */
export async function scanCommit(
  gitDirectory: string,
  commit: string,
  { progress, signal }: Progress,
): Promise<Scan> {
  const place = { directory: gitDirectory, signal }
  const all = await listBlobs(commit, place)
  const small = all.filter(blob => blob.size <= largest)
  const look = await createLook()
  const findings: Finding[] = []
  let done = 0
  for await (const { blob, bytes } of readBlobs(small, place)) {
    // Let the event loop handle the screen and input.
    if (done++ % 50 === 0) await setImmediate()
    progress?.('Looking for secrets', done, small.length)
    if (!isBinary(bytes)) findings.push(...(await look(blob, bytes.toString())))
  }
  return { findings, unread: all.filter(blob => blob.size > largest).map(blob => blob.path) }
}

/** Whether git would treat the content as binary. */
function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0)
}

interface Hit {
  readonly rule: string
  readonly start: number
  readonly end: number
}

/** Creates the search function. Loads the library secretlint only now, because it loads slowly. */
async function createLook(): Promise<(blob: Blob, text: string) => Promise<Finding[]>> {
  const { lintSource } = await import('@secretlint/core')
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend')
  const id = '@secretlint/secretlint-rule-preset-recommend'
  const config = { rules: [{ id, rule: creator, options: {} }] }

  return async ({ path }, text) => {
    const source = {
      filePath: path,
      content: text,
      contentType: 'text',
      ext: extname(path),
    } as const
    const { messages } = await lintSource({ source, options: { config, noPhysicFilePath: true } })
    const theirs = messages.map(({ ruleId, range: [start, end] }) => ({
      rule: ruleId.replace('@secretlint/secretlint-rule-', ''),
      start,
      end,
    }))
    return toFindings(path, text, [...theirs, ...ours(text)])
  }
}

function ours(text: string): Hit[] {
  return patterns.flatMap(({ rule, pattern }) =>
    [...text.matchAll(pattern)].map(match => {
      const secret = match[1] ?? ''
      const start = match.index + match[0].indexOf(secret)
      return { rule, start, end: start + secret.length }
    }),
  )
}

/**
 * Converts the matches of secretlint and of our own patterns (`hits`) to findings. Of overlapping matches, the first is
 * used; if two begin at the same place, that of secretlint.
 */
function toFindings(path: string, text: string, hits: readonly Hit[]): Finding[] {
  const findings: Finding[] = []
  let line = 1
  let seen = 0
  let last = 0
  for (const { rule, start, end } of hits.toSorted((one, other) => one.start - other.start)) {
    if (start < last) continue
    for (let at = text.indexOf('\n', seen); at >= 0 && at < start; at = text.indexOf('\n', seen)) {
      line++
      seen = at + 1
    }
    last = end
    const secret = [path, rule, text.slice(start, end)].join('\0')
    const fingerprint = createHash('sha256').update(secret).digest('hex')
    findings.push({ path, line, rule, fingerprint })
  }
  return findings
}
