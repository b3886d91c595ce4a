import type { AgentReading, AgentSource, AgentTrace } from '../../state/model/agents/agent.ts'
import type { Adapter } from './adapter.ts'
import type { Claim, Reading } from './claim.ts'
import type { Evidence } from './evidence.ts'
import { readProcess } from './process-state.ts'
import { isDialogHint } from './question/dialog-hint.ts'
import { readGeneric } from './question/generic.ts'
import { readQuestion } from './question/question.ts'
import { withoutTrack } from './question/scrollbar.ts'
import { readUsualScreen } from './question/usual-screen.ts'
import { readReportedState } from './reported-state.ts'
import { match, type Rule, searchedText, toView, type View } from './rule.ts'
import { SWITCHED_OFF, withinLimit } from './rule-limit.ts'

/** Output within this many milliseconds means that the agent is working. */
const MOVES = 1500
/** A working agent always redraws its screen within this many milliseconds. */
const RESTS = 3000
/** Maximum number of characters of the screen that the evidence for a state quotes. */
const CITED = 80

/**
 * Determines the state of the agent in a pane, and lists what each kind of evidence says (`trace`). Priority: the end
 * of the process; the state that the agent itself has reported in `@fleetmux_state`, unless the screen clearly
 * contradicts it; the most confident of title, progress and screen; then recent output.
 */
export function readAgent(
  adapter: Adapter,
  whole: Evidence,
): { readonly reading: AgentReading; readonly trace: readonly AgentTrace[] } {
  const evidence = { ...whole, lines: withoutTrack(whole.lines) }
  const ended = readProcess(evidence)
  const said = readReportedState(evidence)
  const view = toView(evidence.title, evidence.dead ? [] : evidence.lines)
  const generic = readGeneric(evidence, view)
  const usual = readUsualScreen(evidence, view)
  const seen = [...readRules(adapter, view), generic, usual, readProgress(evidence)]
  const moves = readActivity(adapter, evidence)
  const best = isOverPrompt(adapter, generic, surest(seen)) ? generic : surest(seen)
  const believed = isPlainlyOtherwise(said, best, evidence, view) ? best : said
  const { reading } = [ended, believed, best, moves].find(each => each?.reading) ?? {}
  const claims = evidence.dead ? [ended, said] : [said, ...seen, ended, moves]
  return {
    reading: { agent: adapter.name, ...withQuestion(reading ?? NOTHING, best) },
    trace: claims.flatMap(each => (each ? [each.trace] : [])),
  }
}

/**
 * Whether a dialog over the rest of the screen, or a list of choices, is open although an adapter's rule has found the
 * input field: a newer version of the agent may draw its list in another place. A list whose selected row is that input
 * field is none: text that the agent has printed, such as a quiz, only looks like the rest of it. Neither is a list in a
 * viewer of the transcript.
 */
function isOverPrompt({ rules }: Adapter, generic: Claim | null, seen: Claim | null): boolean {
  if (seen?.reading?.state !== 'idle') return false
  if (rules.some(({ name, viewer }) => viewer && name === seen.reading?.rule)) return false
  if (generic?.reading?.rule === 'any-overlay') return true
  if (generic?.reading?.rule !== 'any-menu') return false
  const choices = generic.reading.question?.choices ?? []
  const field = seen.trace.saw
  return !choices.some(({ key, label }) => key === 'Enter' && field.includes(label))
}

/**
 * Minimum confidence of a rule whose result may override a reported state. Such a rule has matched a dialog, or a line
 * that only a working agent draws.
 */
const PLAIN = 0.9

/**
 * Whether the screen contradicts the state that the agent's hooks have reported (in the option `@fleetmux_state`).
 * Hooks may miss an event: a question, work that continues after a question or that no prompt has started, or an agent
 * that is idle because the user interrupted it.
 */
function isPlainlyOtherwise(
  said: Claim | null,
  seen: Claim | null,
  { quietFor }: Evidence,
  view: View,
): boolean {
  const [word, screen] = [said?.reading, seen?.reading]
  if (!word || !screen || word.state === screen.state || screen.source !== 'screen') return false
  if (screen.state === 'waiting') return screen.confidence >= PLAIN
  if (screen.state === 'working')
    return /^(?:waiting|idle)$/.test(word.state) && screen.confidence >= PLAIN
  if (screen.state !== 'idle' || quietFor < RESTS) return false
  if (word.state === 'waiting') return !word.question && isInterrupted(view)
  // A screen overrides a reported state `working` only after it has not changed for a while. An agent whose screen was
  // never seen to change may be thinking, so the screen does not override its report.
  return word.state === 'working' && Number.isFinite(quietFor)
}

/** Number of lines at the end of the screen in which an agent's notice of an interruption is searched. */
const NOTICE = 12

/** Whether the agent's last message says that the user has left its question, or has interrupted it. */
function isInterrupted({ lines }: View): boolean {
  const end = lines.slice(-NOTICE)
  return end.some(line =>
    /^\s{0,4}[■⎿└●⏺•ℹ✕✗]\s.{0,60}\b(?:interrupted|cancell?ed|declined|rejected|aborted)\b/iu.test(
      line,
    ),
  )
}

const NOTHING: Reading = { state: 'unknown', source: 'none', confidence: 0 }

/** Adds the question on the screen to a reported state `waiting` that has no question. */
function withQuestion(reading: Reading, seen: Claim | null): Reading {
  const question = seen?.reading?.question
  const isMissing = reading.state === 'waiting' && !reading.question && question
  return isMissing ? { ...reading, question } : reading
}

/**
 * The result with the highest confidence, of several that were derived from the same pane; of equal ones, the first.
 */
function surest(claims: readonly (Claim | null)[]): Claim | null {
  return claims.reduce<Claim | null>((best, claim) => {
    const sure = claim?.reading?.confidence ?? 0
    return sure > (best?.reading?.confidence ?? 0) ? claim : best
  }, null)
}

function readRules(adapter: Adapter, view: View): Claim[] {
  const titles = adapter.rules.filter(rule => rule.where === 'title')
  const screens = adapter.rules.filter(rule => rule.where !== 'title')
  return [
    ...titles.map(rule => claim('title', rule, view)),
    ...screens.map(rule => claim('screen', rule, view)),
  ]
}

function claim(source: AgentSource, rule: Rule, view: View): Claim {
  const found = withinLimit(rule, () => find(rule, view))
  const step = { source, rule: rule.name, state: null }
  if (!found) return { trace: { ...step, saw: SWITCHED_OFF, off: true }, reading: null }
  const { saw, question } = found
  if (saw === null) return { trace: { ...step, saw: nearest(rule, view) }, reading: null }
  const { name, state, confidence } = rule
  const trace = { source, rule: name, saw: saw.slice(0, CITED) }
  return {
    trace: { ...trace, state },
    reading: { state, source, confidence, rule: name, ...(question && { question }) },
  }
}

/**
 * Matches a rule, and reads the agent's question if it matches. `saw`: the text that matched; null: no match. The key hint
 * of a dialog is no sign that the agent works.
 */
function find(rule: Rule, view: View) {
  const found = match(rule, view)
  const isHint = found && rule.state === 'working' && rule.where !== 'title'
  if (!found || (isHint && isDialogHint(view, found.at))) return { saw: null, question: null }
  return { saw: found.saw, question: readQuestion(rule, view) }
}

function nearest(rule: Rule, view: View): string {
  const text = searchedText(rule, view)
  return text === '' ? 'the screen is empty' : 'does not match'
}

const PROGRESS = {
  normal: 'working',
  indeterminate: 'working',
  paused: 'waiting',
  error: null,
} as const

function readProgress({ progress }: Evidence): Claim | null {
  if (!progress) return null
  const state = PROGRESS[progress]
  const trace = { source: 'progress', rule: 'OSC 9;4', saw: progress, state } as const
  return { trace, reading: state && { state, source: 'progress', confidence: 0.8 } }
}

/**
 * Derives the state only from whether the agent printed something recently. Output of a shell does not mean that an
 * agent works.
 */
function readActivity(adapter: Adapter, { quietFor }: Evidence): Claim {
  const moves = quietFor <= MOVES && adapter.name !== 'shell'
  const age = Number.isFinite(quietFor) ? `${Math.round(quietFor / 1000)} s` : 'a long time'
  const saw = quietFor <= MOVES ? 'the pane prints' : `the pane printed nothing for ${age}`
  const trace: AgentTrace = {
    source: 'activity',
    rule: 'output',
    saw,
    state: moves ? 'working' : null,
  }
  return {
    trace,
    reading: moves ? { state: 'working', source: 'activity', confidence: 0.4 } : null,
  }
}
