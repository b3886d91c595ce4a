import { clean } from '../text/clean.ts'
import { parseJson } from '../text/parse-json.ts'
import {
  type HostIteration,
  iterationSchema,
  type WorktreeRow,
  worktreeSpecSchema,
} from './worktree.ts'

/** Maximum number of lines that are read of the output of one script; further lines are ignored. */
const MOST_LINES = 20_000
/**
 * Maximum length of a value, in characters; the rest is cut off. The record of an iteration may have 500 files with
 * long paths.
 */
const MOST_VALUE = 2_000_000

/** Output of a fleetmux script: lines `key value`. A key may occur several times. */
export interface Answer {
  /** The value of the first line with this key; '' if there is no such line. */
  one(key: string): string
  all(key: string): readonly string[]
  number(key: string): number | null
}

export function readAnswer(text: string): Answer {
  const values = new Map<string, string[]>()
  for (const line of text.split('\n', MOST_LINES)) {
    const [, key, value = ''] = /^([a-z][a-zA-Z0-9]{0,30})(?: (.*))?$/.exec(line) ?? []
    if (key === undefined) continue
    const known = values.get(key) ?? []
    known.push(value.slice(0, MOST_VALUE))
    values.set(key, known)
  }
  const one = (key: string) => values.get(key)?.[0] ?? ''
  return {
    one,
    all: key => values.get(key) ?? [],
    number: key => (/^\d{1,15}$/.test(one(key)) ? Number(one(key)) : null),
  }
}

/**
 * Parses a host's list of worktree sessions. Each session is a block of lines that begins with `session ID`. Invalid
 * blocks are skipped.
 */
export function readRows(host: string, text: string): readonly WorktreeRow[] {
  const blocks = text.split(/^session .*$/m).slice(1)
  return blocks.flatMap(block => {
    const row = readRow(host, readAnswer(block.trimStart()))
    return row ? [row] : []
  })
}

const STATES = ['idle', 'running', 'interrupted', 'rebasing', 'broken', 'unfinished'] as const

function readRow(host: string, answer: Answer): WorktreeRow | null {
  const spec = worktreeSpecSchema.safeParse(parseJson(answer.one('spec'))).data
  if (!spec) return null
  const told = STATES.find(each => each === answer.one('state')) ?? 'broken'
  const last = readIteration(answer.one('last'))
  const ahead = answer.number('ahead')
  const contained = { yes: true, no: false }[answer.one('contained')] ?? null
  // A new branch without work is contained in its base too, but does not count as merged.
  const hasWork = last !== null || (ahead ?? 0) > 0 || answer.one('merged') === 'yes'
  const isMerged = told === 'idle' && contained === true && hasWork
  return {
    ...{ host, spec, last, contained, ahead },
    state: isMerged ? 'merged' : told,
    detail: clean(answer.one('detail')),
    head: /^[0-9a-f]{40,64}$/.test(answer.one('head')) ? answer.one('head') : '',
    behind: answer.number('behind'),
    dirty: answer.number('dirty') ?? 0,
    iterations: answer.number('iterations') ?? 0,
    run: clean(answer.one('run')),
    tmuxSession: clean(answer.one('pane')),
  }
}

/** Parses the record of an iteration (the agent's work on one prompt); null: the text is not such a record. */
export function readIteration(json: string): HostIteration | null {
  return iterationSchema.safeParse(parseJson(json)).data ?? null
}

/** Parses the iterations of one worktree session, oldest first. An iteration is the agent's work on one prompt. */
export function readIterations(lines: readonly string[]): readonly HostIteration[] {
  return lines.flatMap(line => readIteration(line) ?? [])
}
