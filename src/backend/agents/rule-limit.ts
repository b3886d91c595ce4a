import { createContext, Script } from 'node:vm'
import type { Rule } from './rule.ts'

/**
 * Time limit in milliseconds for a user's own rule to read a screen; a slower rule is disabled. Bundled rules take
 * about 15 ms.
 */
const MOST = 300

/** The text that is shown as evidence for a disabled rule. */
export const SWITCHED_OFF = `disabled: its patterns took more than ${MOST} ms on one screen`

const context = createContext({ work: undefined })
const script = new Script('work()')
const off = new WeakSet<Rule>()

/**
 * Runs the matching of a rule with a time limit; null: the rule is disabled. A pattern may backtrack almost forever,
 * and only the timeout of Node's `vm` module can stop it. A disabled rule stays disabled until the configuration
 * changes. Bundled rules run without the time limit: a test checks that they are fast enough.
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
