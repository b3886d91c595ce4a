import { Box } from 'ink'
import { use } from 'react'
import { programOf } from '../../state/agents/need.ts'
import { isReached } from '../../state/hosts/link-text.ts'
import { withTransportLabel } from '../../state/hosts/transport-label.ts'
import type { Session } from '../../state/model/fleet.ts'
import { paneOf } from '../../state/targets/target.ts'
import { cut, strip } from '../../state/text/text.ts'
import { timeOfDay } from '../../state/text/time-of-day.ts'
import { promptOf, shortId } from '../../state/tracked/prompt.ts'
import type { UiState } from '../model/ui-state.ts'
import { PainterContext } from '../paint/context.ts'
import { Line } from '../parts/line.tsx'
import { Panel } from '../parts/panel.tsx'
import { useTheme } from '../parts/theme.ts'
import { FramesContext, useSelect } from '../parts/use-select.ts'
import { keyName } from '../view/key-names.ts'
import { type Area, inside } from '../view/layout.ts'
import { LivePane } from './live-pane.tsx'
import { noticesOf } from './notice.ts'
import { linesBelow, shownOf } from './visible-rows.ts'

export const OUTPUT = 'output'

export interface OutputPanelProps {
  readonly area: Area
  /** Whether a dialog covers the panel. In this case Ink prints the panel's lines, and the painter does not. */
  readonly covered: boolean
}

/**
 * The panel of the followed pane. The painter (see `Painter`) draws its newest lines without React; this component
 * draws the frame and the texts around them.
 */
export function OutputPanel({ area, covered }: OutputPanelProps) {
  const title = useSelect(titleOf)
  const note = useSelect(noteOf)
  const notices = useSelect(noticeText)
  const focused = useSelect(state => state.view.panel === 'output')
  const hasText = useSelect(state => state.output.screen !== null)
  const columns = inside(area).width
  return (
    <Panel area={area} title={title} note={note} focused={focused}>
      {hasText ? <Text covered={covered} /> : <Box flexGrow={1} />}
      {notices.split('\n').map(notice => (
        <Notice
          key={notice}
          text={cut(notice.slice(1), columns - 2)}
          bad={notice.startsWith('!')}
        />
      ))}
    </Panel>
  )
}

/** The notices as one text, since a selector must return equal values for equal states. `!` marks an error. */
function noticeText(state: UiState): string {
  return noticesOf(state)
    .map(({ text, bad }) => `${bad ? '!' : ' '}${text}`)
    .join('\n')
}

function Notice({ text, bad }: { readonly text: string; readonly bad: boolean }) {
  const theme = useTheme()
  if (text === '') return null
  return (
    <Box flexShrink={0} height={1}>
      <Line spans={[{ text: ` ${text}`, look: bad ? theme.bad : theme.warn }]} />
    </Box>
  )
}

function Text({ covered }: { readonly covered: boolean }) {
  const frames = use(FramesContext)
  const painter = use(PainterContext)
  // With a painter, React does not render the lines: they would be drawn late and twice.
  const live = painter !== null && !covered
  useSelect(state => (live ? null : state.output))
  const shown = frames ? shownOf(frames.get()) : null
  if (!shown) return null
  return (
    <PainterContext value={live ? painter : null}>
      <LivePane id={OUTPUT} {...shown} />
    </PainterContext>
  )
}

/**
 * The host and session for the title. Of a generated session id only the end is shown, since the title also has the
 * prompt.
 */
function shortPlace(host: string, { name }: Session): string {
  const end = shortId(name)
  return `${host}/${end === null ? name : `…${end}`}`
}

function titleOf(state: UiState): string {
  const { target, session } = state.output
  if (!target || !session) return 'Output'
  const found = paneOf(state, target)
  if (!found) return strip(`${target.host}/${session.name}`)
  const { pane } = found
  const place = `${target.host}/${found.session.name}:${pane.window.index}.${pane.index}`
  const program = withTransportLabel(programOf(found.host, pane), found.host)
  const prompt = promptOf(state.registry, found.session)
  const what = prompt === null ? place : `${shortPlace(target.host, found.session)}  ${prompt}`
  return strip(`${what}  ${program}  ${pane.width}x${pane.height}`)
}

/** The note in the border, which says whether the panel shows live output. */
function noteOf(state: UiState): string {
  const { output, reading, view, settings } = state
  if (!output.target) return ''
  if (view.mode === 'type') return `TYPING (${keyName(settings.escape)}: back)`
  if (reading.rewound !== null) return `AS OF ${timeOfDay(reading.rewound)} (f: live)`
  if (output.failure) return output.failure.kind === 'refused' ? 'NOT SHOWN' : 'ENDED'
  if (reading.paused) {
    return `PAUSED -${linesBelow(state)}${reading.paused.loading ? ' loading…' : ''} (f: live)`
  }
  const found = paneOf(state, output.target)
  if (found?.pane.dead) return `ended, exit ${found.pane.dead.code ?? '?'}`
  if (found && !isReached(found.host)) return 'NOT CONNECTED'
  return output.screen ? `${reading.left > 0 ? `+${reading.left} columns  ` : ''}LIVE` : 'waiting…'
}
