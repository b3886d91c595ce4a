import { readEscapes } from '../../../state/text/escape.ts'
import { restyle } from '../../../state/text/style.ts'

interface Run {
  readonly back: string
  readonly text: string
}

/**
 * The label of the only button in the row whose background differs from the rest of the row; null: no such button, or
 * several.
 */
export function highlightedButton(line: string): string | null {
  const runs = runsOf(line)
  const cells = new Map<string, number>()
  for (const { back, text } of runs) cells.set(back, (cells.get(back) ?? 0) + text.length)
  const [base] = [...cells].toSorted(([, one], [, other]) => other - one)[0] ?? []
  const lit = runs.filter(({ back, text }) => back !== base && back !== '' && /\p{L}/u.test(text))
  return lit.length === 1 ? (lit[0]?.text.trim() ?? null) : null
}

/**
 * The label of the highlighted button: the only one of these buttons whose background differs from the space between
 * the buttons; null: no such button, or several. Other parts of the row, such as a sidebar, are ignored.
 */
export function highlightedLabel(line: string, labels: readonly string[]): string | null {
  const cells = runsOf(line).flatMap(({ back, text }) => [...text].map(char => ({ back, char })))
  const text = cells.map(({ char }) => char).join('')
  const places = labels.map(label => ({ label, at: text.indexOf(label) }))
  if (places.some(({ at }) => at < 0)) return null
  const lit = places.filter(({ label, at }) => {
    const own = new Set(cells.slice(at, at + label.length).map(({ back }) => back))
    const [back] = own
    return own.size === 1 && back !== baseOf(cells, places) && back !== ''
  })
  return lit.length === 1 ? (lit[0]?.label ?? null) : null
}

/**
 * The background between the buttons of the row, with which a highlighted button is compared. It is taken halfway
 * between the first two buttons, since a button's background may extend one cell beyond its label.
 */
function baseOf(
  cells: readonly { readonly back: string }[],
  [one, other]: readonly { readonly label: string; readonly at: number }[],
): string | undefined {
  if (!one || !other) return undefined
  const end = one.at + one.label.length
  return cells[Math.floor((end + other.at) / 2)]?.back
}

/** Groups adjacent text with the same background, ignoring other attributes. */
function runsOf(line: string): Run[] {
  const runs: Run[] = []
  let style = ''
  readEscapes(line, {
    text(text) {
      const back = backOf(style)
      const last = runs.at(-1)
      if (last?.back === back) runs[runs.length - 1] = { back, text: last.text + text }
      else runs.push({ back, text })
    },
    sgr(parameters) {
      style = restyle(style, parameters)
    },
  })
  return runs
}

/** The background in this style: the SGR parameters that set it; `''`: that of the terminal. */
export function backOf(style: string): string {
  const rest = style.replace(/(?:^|;)38;(?:5;\d+|2;\d+;\d+;\d+)/, '')
  return /(?:^|;)(48;.*|4[0-7]|10[0-7])$/.exec(rest)?.[1] ?? ''
}
