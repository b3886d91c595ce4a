import { sentence } from '../../state/model/failure.ts'
import type { Recipient } from '../../state/model/recipient.ts'
import { counted } from '../../state/text/counted.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import { editLine, typeLine } from '../command-line/prompt.ts'
import { textOf } from '../edit/block.ts'
import type { Composer } from '../model/view.ts'
import { Gap, Line, type Span } from '../parts/line.tsx'
import { lineSpans } from '../parts/line-input.ts'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { excerpt } from '../search/excerpt.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { clearToast } from '../view/toast.ts'
import {
  leaveComposer,
  needsNumber,
  recallSent,
  SEND_MODES,
  submitComposer,
  validRecipients,
} from './composer.ts'
import { missingKey } from './mention-completion.ts'

/** Number of rows above the recipients: the text, the mode, the question, and an empty row. */
const HEAD = 4

/** The recipients, and the refused panes with the reason, before anything is sent. */
export function Recipients({ composer }: { readonly composer: Composer }) {
  const theme = useTheme()
  const view = useSelect(state => state.view)
  const rows = useSelect(state => overlayRows(state, HEAD))
  const isAsked = useSelect(needsNumber)
  const area = overlayOf(view)
  const { width } = inside(area)
  const { shown, mode, block, interrupts } = composer
  const count = validRecipients(composer).length
  const last = Math.min(shown.length, view.scroll + rows)
  const what =
    interrupts === null
      ? excerpt(textOf(block), width - 10)
      : 'C-c: interrupts the programs in the panes'
  const how = [SEND_MODES[mode], composer.onlyAtPrompt && 'only at a prompt']
    .filter(Boolean)
    .join('; ')
  const question = isAsked
    ? ` Type ${count} to send it to ${counted(count, 'pane')}: `
    : ' enter sends it, esc goes back.'
  return (
    <Overlay
      area={area}
      title={`Recipients ${count} of ${shown.length}`}
      note={`${last} of ${shown.length}`}
    >
      <Line spans={[{ text: ' what ', look: theme.dim }, { text: cut(what, width - 8) }]} />
      <Line spans={[{ text: ' way  ', look: theme.dim }, { text: cut(how, width - 8) }]} />
      <Line
        spans={[
          { text: question, look: count > 0 ? theme.strong : theme.bad },
          ...(isAsked ? lineSpans(view.line, 8) : []),
        ]}
      />
      <Gap />
      {shown.slice(view.scroll, last).map((recipient, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: a pane may be listed twice, so only the index is unique
          key={view.scroll + index}
          spans={spansOf(recipient, composer.missing, width, theme)}
        />
      ))}
    </Overlay>
  )
}

function spansOf(
  { name, command, failure, held, asks, target }: Recipient,
  missing: Composer['missing'],
  columns: number,
  theme: Theme,
): readonly Span[] {
  const room = Math.max(12, Math.round(columns * 0.4))
  const left = Math.max(0, columns - room - 6)
  const { glyphs } = theme
  const waits = held ?? asks
  const lacks = (target && missing?.[missingKey(target)]) ?? []
  const because = failure ?? waits
  const why = because
    ? `${failure ? 'refused' : 'held'}: ${sentence({ ...because, host: '' })}`
    : lacks.length > 0
      ? `not found: ${lacks.join(', ')}`
      : command
  return [
    {
      text: ` ${failure ? glyphs.refused : waits ? glyphs.connecting : glyphs.active} `,
      look: failure ? theme.bad : waits ? theme.warn : theme.good,
    },
    { text: inCells(strip(name), room) },
    {
      text: `  ${cut(strip(why), left)}`,
      look: because || lacks.length > 0 ? theme.warn : theme.dim,
    },
  ]
}

/** The dialog with the recipients. If there are many, the user must type their number to confirm. */
export const recipientsDialog: Dialog = {
  mode: 'recipients',
  type: typeLine,
  edit: editLine,
  recall: recallSent,
  submit: state => submitComposer(clearToast(state)),
  back: leaveComposer,
  rows: ({ view }) => view.composer?.shown.length ?? 0,
  head: HEAD,
  draw: ({ composer }) => composer && <Recipients composer={composer} />,
  isAboutPane: true,
}
