import { createContext, Script } from 'node:vm'
import type { Rule } from './rule.ts'

/**
 * Milliseconds for a user's own rule to read a screen; a slower rule is switched off. The bundled ones take some 15.
 */
const MOST = 300

/** The trace text of a rule that is switched off. */
export const SWITCHED_OFF = `switched off: its patterns took over ${MOST} ms on a screen`

const context = createContext({ work: undefined })
const script = new Script('work()')
const off = new WeakSet<Rule>()

/**
 * Runs the work of a rule with a timeout; null: the rule is switched off. A pattern may backtrack almost forever, and
 * only the VM's timeout can stop it; such a rule stays off until the configuration changes. A test keeps the bundled
 * rules within the limit.
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
