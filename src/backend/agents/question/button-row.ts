import { plainLine, type View } from '../rule.ts'
import { highlightedLabel } from './highlighted-choice.ts'
import { isFrame } from './row.ts'

/** A row of buttons in a box at the end of a screen, as in terminal dialogs. */
export interface ButtonRow {
  readonly at: number
  readonly labels: readonly string[]
  /** The button that Enter presses, if its background colour shows which one it is. */
  readonly lit: string | null
}

const ROW =
  /^ *[│|](?:(?: *<[ \p{L}.…&'-]{1,24}>){1,4}|(?: *\[ [ \p{L}.…&'-]{1,22} \]){2,4}) *[│|]$/u

/** The lower edge of a box, also in ASCII; one status line may be below it. */
const EDGE = /^ *[+└╰][-─]{6,}[+┘╯] *$/u

/** Finds the row of buttons; null: the screen does not end with one. */
export function readButtonRow({ lines, inked }: View): ButtonRow | null {
  const at = lines.findLastIndex(line => ROW.test(plainLine(line)))
  const below = lines.slice(at + 1)
  const others = below.filter(each => !isFrame(each) && !EDGE.test(each))
  if (at < 0 || others.length > (EDGE.test(below[0] ?? '') ? 1 : 0)) return null
  const shown = (lines[at] ?? '').match(/[<[][ \p{L}.…&'-]+[>\]]/gu) ?? []
  const lit = shown.length > 1 ? highlightedLabel(inked[at] ?? '', shown) : (shown[0] ?? null)
  return { at, labels: shown.map(nameOf), lit: lit && nameOf(lit) }
}

function nameOf(button: string): string {
  return button.slice(1, -1).trim()
}
