import type { EventBody } from '../../event.ts'

/** Characters of a line that nobody here understands. */
const LONGEST = 2000
/** Levels of nesting that are read; nothing that an agent says on purpose has as many. */
const DEEPEST = 64

/** A line that is JSON and means nothing here: it is told, so that nothing is lost. */
export function debugLine(name: string, value: unknown): EventBody {
  return { type: 'debug', level: 'info', message: shorten(`${name} ${compact(value)}`) }
}

/** A warning of the agent that ends nothing. */
export function warning(message: string): EventBody {
  return { type: 'debug', level: 'warn', message: shorten(message) }
}

/** JSON of one line; a value that is nested too deeply to be written has none. */
export function compact(value: unknown): string {
  return isDeep(value) ? '(nested too deeply)' : (JSON.stringify(value) ?? '')
}

/** Whether a value is nested so deeply that to write it would overflow the stack. */
export function isDeep(value: unknown, left = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some(each => isDeep(each, left - 1))
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
