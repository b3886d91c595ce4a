import { createContext, Script } from 'node:vm'
import type { Rule } from './rule.ts'

/** Milliseconds in which a person's own rule has read a screen, or is switched off. Those of fleetmux take some 15. */
const MOST = 300

/** What a rule that is switched off has seen. */
export const SWITCHED_OFF = `switched off: its patterns took over ${MOST} ms on a screen`

const context = createContext({ work: undefined })
const script = new Script('work()')
const off = new WeakSet<Rule>()

/**
 * What the work on that rule gives; null: the rule is switched off. A pattern may take for ever on a screen that fits
 * it badly, and only a limit of the machine ends that: such a rule is not asked again before the configuration has
 * changed. Those that come with fleetmux are held to their time by a test.
 */
export function withinLimit<T>(rule: Rule, work: () => T): T | null {
  if (!rule.own) return work()
  if (off.has(rule)) return null
  try {
    return limited(work)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw thrown
    off.add(rule)
    return null
  }
}

function limited<T>(work: () => T): T {
  context['work'] = work
  try {
    return script.runInContext(context, { timeout: MOST })
  } finally {
    context['work'] = undefined
  }
}
