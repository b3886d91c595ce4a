import { reasonOf } from '../src/state/model/failure.ts'
export type Unit = 'ms' | '%' | 'MB' | 'B' | '/min'

/**
 * What was promised. faster: the other takes at least `times` as long. within: ours takes at most `times` as
 * long as the other. most: ours is at most `value`, in the unit of the row.
 */
export type Goal =
  | { readonly kind: 'faster'; readonly times: number }
  | { readonly kind: 'within'; readonly times: number }
  | { readonly kind: 'most'; readonly value: number }

export interface Measured {
  readonly what: string
  readonly unit: Unit
  readonly ours: number
  /** What it stands beside, and its figure, in the same unit. */
  readonly other?: { readonly name: string; readonly figure: number }
  readonly goal?: Goal
  /** All single figures behind it, in the order in which they were taken. */
  readonly raw?: Readonly<Record<string, readonly number[]>>
}

/** A row without a figure, and the reason. */
export interface Unmeasured {
  readonly what: string
  readonly kind: 'not run' | 'failed'
  readonly why: string
}

export type Row = Measured | Unmeasured
export type Tell = (row: Row) => void

export type Verdict = 'met' | 'MISSED' | '' | Unmeasured['kind']

/** Without a goal, and without what the goal compares with, there is no verdict. */
export function verdictOf(row: Row): Verdict {
  if ('why' in row) return row.kind
  if (!row.goal) return ''
  if (row.goal.kind === 'most') return row.ours <= row.goal.value ? 'met' : 'MISSED'
  const ratio = ratioOf(row)
  if (ratio === null) return ''
  if (row.goal.kind === 'faster') return ratio >= row.goal.times ? 'met' : 'MISSED'
  return ratio <= row.goal.times ? 'met' : 'MISSED'
}

/** Ours to the other's where the goal sets a limit to that; else how many times the other's is as much. */
export function ratioOf({ ours, other, goal }: Measured): number | null {
  if (!other) return null
  const ratio = goal?.kind === 'within' ? ours / other.figure : other.figure / ours
  return Number.isFinite(ratio) ? ratio : null
}

/** Runs what gives a row or some; what is thrown becomes a failed row, and the run goes on. */
export async function attempt(tell: Tell, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (thrown) {
    tell({ what, kind: 'failed', why: reason(thrown) })
  }
}

/** What a program that died of an error says of it; else the last line: before it stands the command. */
export function reason(thrown: unknown): string {
  const text = reasonOf(thrown)
  const lines = text.trim().split('\n')
  return lines.findLast(line => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? ''
}
