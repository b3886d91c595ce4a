import type { Dialect, Speech } from '../dialect.ts'
import type { DialectName, RunSpec } from '../spec.ts'
import { createText } from './text.ts'

const MAKERS: Partial<Readonly<Record<DialectName, (speech: Speech, agent: string) => Dialect>>> = {
  text: createText,
}

/** The dialect that a run's lines are in. */
export function dialectOf({ dialect, agent }: RunSpec, speech: Speech): Dialect {
  return (MAKERS[dialect] ?? createText)(speech, agent)
}
