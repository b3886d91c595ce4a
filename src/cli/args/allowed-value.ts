import { suggest } from '../../state/text/suggest.ts'
import { orList } from '../../state/text/word-list.ts'
import { type Flag, usage } from '../command/flag.ts'

/** Refuses a value that the flag does not have: the command would otherwise use the default. @throws FailureError */
export function refuseUnknownValue(name: string, { of, ownCheck }: Flag, value: string): void {
  if (of === undefined || typeof of === 'string' || ownCheck || of.includes(value)) return
  const near = suggest(value, of)
  throw usage(
    `Invalid value for --${name}: ${JSON.stringify(value)}.`,
    near ? `Did you mean ${near}?` : `Use ${orList(of)}.`,
  )
}
