import type { Claim } from '../claim.ts'
import type { Evidence } from '../evidence.ts'
import type { View } from '../rule.ts'
import { rowsBelowFocus } from './focus.ts'
import { isPrompt } from './footer.ts'
import { blankFrame, isFrame, isHint } from './row.ts'

/** Time in milliseconds without a change of the screen after which an agent may be at its prompt. */
const CALM = 1500
/**
 * Number of rows at the end of the screen that are searched for a sign that the agent works, such as a spinner: a list
 * of steps may be between that sign and the input field.
 */
const DEPTH = 24
/** Maximum number of rows below a row that is taken for the input field: a list of commands or files, and a status. */
const BELOW = 20
const SPINNER = /^\s{0,3}(?:[⠁-⣿◐-◓✻✽✶✢◔◑◕]|[🌑-🌘])+ \S.*(?:…|\.\.\.)/u
const STOP_KEY =
  /\b(?:esc(?:ape)?|ctrl[+-]c|\^c)(?: again)?:? (?:to )?(?:interrupt|cancel|stop)\b/iu
/** Elapsed time or an ellipsis, by which a line with a key hint counts as a sign that the agent works. */
const GOES_ON = /\b\d{1,4}(?:\.\d)? ?[smh]\b|…|\.\.\./u
/** A line that agents draw below the spinner while they work: a tip, a step, a queued message. */
const DETAIL = /^\s*(?:[⎿└↳│☐☑☒✔✓■□◻◼▶·•○●◯]|Tip\b|\d{1,2}\. )/u
/**
 * The confidence of the states found in this file: lower than that of every adapter's rule, and than that of a question
 * found without such a rule.
 */
const CONFIDENCE = { working: 0.48, idle: 0.45 } as const

/**
 * The state of an agent whose own rules do not match, by signs that most agents share. Working: above the input field
 * there is a spinner, or a hint such as `esc to interrupt`. Idle: the screen does not change, and the cursor is in the
 * input field.
 */
export function readUsualScreen(evidence: Evidence, view: View): Claim | null {
  if (evidence.dead) return null
  const activity = activityLine(view)
  if (activity !== null) return claim('working', 'any-activity', activity)
  const field = evidence.quietFor < CALM ? null : inputField(evidence, view)
  return field === null ? null : claim('idle', 'any-input-field', field)
}

function claim(state: 'working' | 'idle', rule: string, saw: string): Claim {
  const reading = { state, source: 'screen', rule, confidence: CONFIDENCE[state] } as const
  return { trace: { source: 'screen', rule, saw: saw.slice(0, 80), state }, reading }
}

/**
 * The line that shows that the agent works. An answer may quote such a line, so only steps, tips, key hints or the
 * input field may follow it directly.
 */
function activityLine({ title, lines }: View): string | null {
  if (/^[⠁-⣿]|[⠁-⣿] /u.test(title)) return title
  const from = Math.max(0, lines.length - DEPTH)
  const at = lines.findLastIndex((line, index) => index >= from && isActivity(line))
  if (at < 0) return null
  const next = lines.slice(at + 1).find(each => !isFrame(each)) ?? ''
  const isLive = next === '' || isPrompt(next) || DETAIL.test(next) || isHint(blankFrame(next))
  return isLive ? (lines[at] ?? '').trim() : null
}

function isActivity(line: string): boolean {
  return SPINNER.test(line) || (STOP_KEY.test(line) && GOES_ON.test(line))
}

/** The row with the cursor, if it is the row of an input field. */
function inputField(evidence: Evidence, { lines }: View): string | null {
  const below = rowsBelowFocus(evidence)
  if (below === null || below > BELOW) return null
  const row = lines[lines.length - 1 - below] ?? ''
  return isPrompt(row) ? row.trim() : null
}
