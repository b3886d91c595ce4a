import { width } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Row } from '../parts/row.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Area } from '../view/layout.ts'
import { footerHints } from './keymap.ts'

const MOST = 9
const KEPT = 2

/** The most useful keys of the current mode. The help lists all keys. */
export function Footer({ area }: { readonly area: Area }) {
  const theme = useTheme()
  const text = useSelect(state => hintText(state, area.width - 1))
  const spans: Span[] = text.split('\n').flatMap(hint => {
    const [keys = '', label = ''] = hint.split('\t')
    return [
      { text: ` ${keys}`, look: { ...theme.accent, bold: true } },
      { text: ` ${label} `, look: theme.dim },
    ]
  })
  return (
    <Row area={area}>
      <Line spans={spans} />
    </Row>
  )
}

/** The last two hints, keys and quit, are always shown. The others share the rest of the line. */
function hintText(state: UiState, columns: number): string {
  const hints = footerHints(state).map(({ keys, label }) => `${keys}\t${label}`)
  const kept = hints.slice(-KEPT)
  let left = columns - kept.reduce((cells, hint) => cells + cellsOf(hint), 0)
  const fitting = hints
    .slice(0, -KEPT)
    .slice(0, MOST - KEPT)
    .filter(hint => {
      left -= cellsOf(hint)
      return left >= 0
    })
  return [...fitting, ...kept].join('\n')
}

function cellsOf(hint: string): number {
  return width(hint.replace('\t', ' ')) + 2
}
