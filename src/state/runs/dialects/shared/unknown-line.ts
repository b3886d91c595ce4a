import type { EventBody } from '../../event.ts'
import { debugLine } from './debug-line.ts'
import { textAt } from './json.ts'

/** A line that a dialect does not know, under the name that it has itself. */
export function unknownLine(value: unknown): EventBody {
  const names = [textAt(value, 'type'), textAt(value, 'subtype')]
  return debugLine(names.filter(Boolean).join('/') || 'line', value)
}
