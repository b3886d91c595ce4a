import { broadcastSummary, isSettled } from '../../state/broadcast/receipts.ts'
import type { BroadcastRow, ReceiptWord } from '../../state/model/receipt.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Gap, Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type TextLook, type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { excerpt } from '../search/excerpt.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { openReceipts, reasonOf, shownBroadcast } from './receipt-table.ts'

/** Number of rows above the receipts: the text, a summary, the counts, and an empty row. */
const HEAD = 4
const WORD = 10

/** The delivery report of a text, updated while it is shown. */
export function Receipts() {
  const theme = useTheme()
  const broadcast = useSelect(shownBroadcast)
  const view = useSelect(state => state.view)
  const rows = useSelect(state => overlayRows(state, HEAD))
  const place = useSelect(placeOf)
  const area = overlayOf(view)
  const { width } = inside(area)
  if (!broadcast) return null
  const last = Math.min(broadcast.rows.length, view.scroll + rows)
  const [sent = '', counts = ''] = broadcastSummary(broadcast.rows).split(': ')
  const more = isSettled(broadcast) ? '' : '. Still in progress.'
  return (
    <Overlay
      area={area}
      title={`Delivery report ${place}`.trimEnd()}
      note={`${last} of ${broadcast.rows.length}`}
    >
      <Line spans={[{ text: ` ${excerpt(broadcast.text, width - 2)}`, look: theme.dim }]} />
      <Line spans={[{ text: ` ${sent}${more}`, look: theme.strong }]} />
      <Line spans={[{ text: ` ${cut(counts, width - 2)}` }]} />
      <Gap />
      {broadcast.rows.slice(view.scroll, last).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pane may be listed twice, so only the index is unique
        <Line key={view.scroll + index} spans={spansOf(row, width, theme)} />
      ))}
    </Overlay>
  )
}

/** The position of this report, such as `2/5`, if several reports are kept. */
function placeOf({ broadcasts, view }: UiState): string {
  const at = broadcasts.findIndex(each => each.id === view.receipts)
  return broadcasts.length > 1 ? `${at + 1}/${broadcasts.length}` : ''
}

function spansOf(row: BroadcastRow, columns: number, theme: Theme): readonly Span[] {
  const { word } = row.receipt
  const room = Math.max(12, Math.round(columns * 0.35))
  const left = Math.max(0, columns - room - WORD - 7)
  const look = lookOf(word, theme)
  return [
    { text: ` ${glyphOf(word, theme)} `, look },
    { text: inCells(word, WORD), look },
    { text: ` ${inCells(strip(row.name), room)}` },
    { text: `  ${cut(strip(reasonOf(row)), left)}`, look: theme.dim },
  ]
}

function glyphOf(word: ReceiptWord, { glyphs }: Theme): string {
  const known: Record<ReceiptWord, string> = {
    waiting: glyphs.connecting,
    delivered: glyphs.quiet,
    echoed: glyphs.slow,
    submitted: glyphs.ended,
    refused: glyphs.refused,
    failed: glyphs.failed,
  }
  return known[word]
}

function lookOf(word: ReceiptWord, theme: Theme): TextLook {
  if (word === 'failed') return theme.bad
  if (word === 'refused') return theme.warn
  return word === 'waiting' ? theme.dim : theme.good
}

export const receiptsDialog: Dialog = {
  mode: 'receipts',
  open: openReceipts,
  rows: state => shownBroadcast(state)?.rows.length ?? 0,
  head: HEAD,
  draw: () => <Receipts />,
  isAboutPane: true,
}
