import { AGENT_STATES } from '../model/agents/agent.ts'
import { type Failure, FailureError, makeFailure } from '../model/failure.ts'
import { type Glob, toGlob } from '../text/glob.ts'
import { suggest } from '../text/suggest.ts'

/** The fields that a term (such as `host=gpu*`) can test. */
export const SELECTOR_FIELDS = ['host', 'tag', 'session', 'agent', 'state', 'command'] as const
export type SelectorField = (typeof SELECTOR_FIELDS)[number]

/** The states of sessions (see `sessionStatus`) and of agents. */
const STATES = ['active', 'quiet', 'ended', ...AGENT_STATES]

export interface Term {
  readonly field: SelectorField
  readonly not: boolean
  /** The term matches if any of these patterns matches; with `not`, if none of them matches. */
  readonly patterns: readonly Glob[]
}

/**
 * Parses `host=gpu* state!=ended,unknown`: terms separated by spaces, all of which must match; `*` matches any text and
 * `?` any one character; a comma means "or"; `!=` means "none of these". A space or comma in a name is written as `?`.
 * @throws FailureError (usage) that names the invalid term.
 */
export function parseSelector(text: string): readonly Term[] {
  const terms = text.split(/\s+/).filter(Boolean).map(parseTerm)
  if (terms.length === 0)
    throw usage('The selector is empty.', 'To select every session, use --all.')
  return terms
}

function parseTerm(term: string): Term {
  const [, name, sign, values = ''] = /^([^=!]*)(!?=)(.*)$/s.exec(term) ?? []
  if (name === undefined)
    throw usage(
      `${quoted(term)} is not a valid term of a selector.`,
      `A term has the form FIELD=VALUE; the fields are ${fields()}.`,
    )
  const field = SELECTOR_FIELDS.find(each => each === name)
  if (!field) throw usage(`${quoted(term)} has the unknown field ${quoted(name)}.`, advice(name))
  const globs = values.split(',')
  if (globs.includes(''))
    throw usage(
      `${quoted(term)} has an empty value.`,
      'Write a value behind the sign; * stands for any text.',
    )
  if (field === 'state') checkStates(term, globs)
  return { field, not: sign === '!=', patterns: globs.map(toGlob) }
}

/** Refuses unknown states, which would select nothing without an error. */
function checkStates(term: string, globs: readonly string[]): void {
  const patterns = globs.filter(glob => !STATES.some(state => toGlob(glob).test(state)))
  if (patterns.length === 0) return
  throw usage(`${quoted(term)} names an unknown state.`, `States are ${STATES.join(', ')}.`)
}

function advice(name: string): string {
  const near = suggest(name, SELECTOR_FIELDS)
  return near ? `Did you mean ${near}=?` : `The fields are ${fields()}.`
}

function fields(): string {
  return SELECTOR_FIELDS.join(', ')
}

function quoted(text: string): string {
  return JSON.stringify(text)
}

function usage(what: string, hint?: string): FailureError {
  const failure: Failure = makeFailure({ kind: 'usage', what, ...(hint && { hint }) })
  return new FailureError(failure)
}
