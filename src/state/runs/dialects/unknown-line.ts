import type { EventBody } from '../event.ts'
import { isObject, textAt } from './json.ts'

/** Characters of a line that is shown as it is. */
const MOST = 2_000
/** Levels of nesting that are read; no agent writes a tenth of it. */
const DEEPEST = 200

/** A line that a dialect does not know: shown and kept, so that nothing is lost. */
export function unknownLine(value: unknown): EventBody {
  const name = [textAt(value, 'type'), textAt(value, 'subtype')].filter(Boolean).join('/')
  const message = `${name || 'line'} ${compact(value)}`
  return { type: 'debug', level: 'info', message: message.slice(0, MOST) }
}

/** JSON, broken off where it is deep: `JSON.stringify` overflows the stack there. */
function compact(value: unknown): string {
  return tooDeep(value) ? '(nested too deeply)' : (JSON.stringify(value) ?? String(value))
}

/** Whether a value is nested so deeply that working on it could overflow the stack. */
export function tooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true
    level = level.flatMap(inside)
  }
  return false
}

function inside(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.filter(isNested)
  return isObject(value) ? Object.values(value).filter(isNested) : []
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
