import type { EventBody } from '../../event.ts'

/** Maximum length of a debug message, in characters; the rest is cut off. */
const LONGEST = 2000
/** Maximum nesting depth of values; regular lines of agents are less deep. */
const DEEPEST = 64

/** The event for a JSON line that is not understood, so that nothing is lost. */
export function debugLine(name: string, value: unknown): EventBody {
  return { type: 'debug', level: 'info', message: shorten(`${name} ${compact(value)}`) }
}

/** A warning of the agent, which continues. */
export function warning(message: string): EventBody {
  return { type: 'debug', level: 'warn', message: shorten(message) }
}

/** The value as JSON in one line; a placeholder if it is nested too deeply. */
export function compact(value: unknown): string {
  return isDeep(value) ? '(nested too deeply)' : (JSON.stringify(value) ?? '')
}

/** Whether a value is nested so deeply that serializing it could overflow the stack. */
export function isDeep(value: unknown, left = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some(each => isDeep(each, left - 1))
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
