import { plain, type View } from '../rule.ts'
import { highlightedLabel } from './highlighted-choice.ts'
import { isFrame } from './row.ts'

/** Buttons in one row of a box at the end of a screen, as dialogs of terminals have them. */
export interface ButtonRow {
  readonly at: number
  readonly labels: readonly string[]
  /** The one that Enter takes, where its background tells. */
  readonly lit: string | null
}

const ROW = /^ *[│|](?: *<[ \p{L}]{1,20}>){1,4} *[│|]$/u

/** Null: the last thing on the screen is none. */
export function readButtonRow({ lines, inked }: View): ButtonRow | null {
  const at = lines.findLastIndex(line => !isFrame(line))
  const line = lines[at] ?? ''
  if (!ROW.test(plain(line))) return null
  const shown = line.match(/<[ \p{L}]+>/gu) ?? []
  const lit = shown.length > 1 ? highlightedLabel(inked[at] ?? '', shown) : (shown[0] ?? null)
  return { at, labels: shown.map(nameOf), lit: lit && nameOf(lit) }
}

function nameOf(button: string): string {
  return button.slice(1, -1).trim()
}
