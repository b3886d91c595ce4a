import { nameOf } from '../../state/broadcast/recipient.ts'
import { cut, strip } from '../../state/text/text.ts'
import type { Block } from '../edit/block.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Composer as Written } from '../model/view.ts'
import { blockRows } from '../parts/block-rows.ts'
import { Gap, Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { clearToast } from '../view/toast.ts'
import {
  editComposer,
  leaveComposer,
  openComposer,
  recallSent,
  SEND_MODES,
  submitComposer,
  typeInComposer,
} from './composer.ts'

const HEAD = 4

/** The editor of a text for several panes. */
export function Composer({ composer }: { readonly composer: Written }) {
  const theme = useTheme()
  const view = useSelect(state => state.view)
  const names = useSelect(state => namesOf(state, composer))
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const { block, mode, onlyAtPrompt, queue } = composer
  return (
    <Overlay area={area} title="Compose" note={sizeOf(block)}>
      <Line spans={[{ text: ' to   ', look: theme.dim }, { text: cut(names, width - 8) }]} />
      <Line
        spans={[
          { text: ' way  ', look: theme.dim },
          { text: mode, look: theme.accent },
          { text: cut(`: ${SEND_MODES[mode] ?? ''}`, width - 18 - mode.length) },
          { text: '  ctrl-t', look: theme.dim },
        ]}
      />
      <Line
        spans={[
          { text: ' who  ', look: theme.dim },
          { text: onlyAtPrompt ? 'only panes at a prompt' : 'all panes' },
          { text: '  ctrl-g', look: theme.dim },
          { text: queue ? ', held if a host is down' : ', refused if a host is down' },
          { text: '  ctrl-l', look: theme.dim },
        ]}
      />
      <Line
        spans={[
          {
            text: ` ${(theme.glyphs.ascii ? '-' : '─').repeat(Math.max(0, width - 2))}`,
            look: theme.dim,
          },
        ]}
      />
      {blockRows(block, width - 2, Math.max(1, height - HEAD)).map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
        <Line key={row} spans={[{ text: ' ' }, ...spans]} />
      ))}
      {isEmpty(block) && (
        <>
          <Gap />
          <Line
            spans={[
              {
                text: ' Type or paste. enter continues, ctrl-j starts a new line.',
                look: theme.dim,
              },
            ]}
          />
        </>
      )}
    </Overlay>
  )
}

function namesOf(state: UiState, { aims }: Written): string {
  const count = `${aims.length} ${aims.length === 1 ? 'pane' : 'panes'}: `
  // Only the names of the first panes are looked up: the line has no room for more, and there may be hundreds of panes.
  return strip(
    count +
      aims
        .slice(0, 20)
        .map(aim => nameOf(state, aim))
        .join(', '),
  )
}

function sizeOf(block: Block): string {
  const { lines } = block
  return `line ${block.row + 1} of ${lines.length}`
}

function isEmpty({ lines }: Block): boolean {
  return lines.length === 1 && lines[0] === ''
}

export const composerDialog: Dialog = {
  mode: 'compose',
  open: (state, { text }) => openComposer(state, text),
  type: typeInComposer,
  edit: editComposer,
  recall: recallSent,
  submit: state => submitComposer(clearToast(state)),
  back: leaveComposer,
  draw: ({ composer }) => composer && <Composer composer={composer} />,
  isAboutPane: true,
}
