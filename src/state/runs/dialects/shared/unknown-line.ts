import type { EventBody } from '../../event.ts'
import { debugLine } from './debug-line.ts'
import { textAt } from './json.ts'

/** The event for an unknown line, named by its type. */
export function unknownLine(value: unknown): EventBody {
  const names = [textAt(value, 'type'), textAt(value, 'subtype')]
  return debugLine(names.filter(Boolean).join('/') || 'line', value)
}
