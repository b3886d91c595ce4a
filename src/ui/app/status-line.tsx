import { attentionText } from '../../state/agents/raise-alert.ts'
import { heldCount } from '../../state/broadcast/queued-sends.ts'
import { cut, fit as inCells, strip, width } from '../../state/text/text.ts'
import { PromptLine } from '../command-line/prompt-line.tsx'
import { isPrompt } from '../model/mode.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Mode } from '../model/view.ts'
import { Line } from '../parts/line.tsx'
import { Row } from '../parts/row.tsx'
import { type TextLook, type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { hiddenMarks } from '../sessions/mark.ts'
import type { Area } from '../view/layout.ts'
import { countsOf } from './counts.ts'

/** The fleet's counts, the message of the last key, or the line under edit. */
export function StatusLine({ area }: { readonly area: Area }) {
  const mode = useSelect(state => state.view.mode)
  return (
    <Row area={area}>
      {isPrompt(mode) ? (
        <PromptLine mode={mode} columns={area.width} />
      ) : (
        <Status columns={area.width} />
      )}
    </Row>
  )
}

function Status({ columns }: { readonly columns: number }) {
  const theme = useTheme()
  const toast = useSelect(state => state.view.toast)
  const mode = useSelect(modeOf)
  const summary = useSelect(state => summaryOf(state, theme))
  const need = useSelect(state => attentionText(countsOf(state).need))
  // The number of sessions that need a person comes first.
  const lead = toast || need === '' ? '' : `${need}  ${theme.glyphs.separator}  `
  const room = columns - width(mode) - 2 - width(lead)
  const look = toast ? toneOf(toast.tone, theme) : theme.plain
  const text = toast ? `${markOf(toast.tone, theme)} ${strip(toast.text)}` : summary
  return (
    <Line
      spans={[
        { text: ` ${lead}`, look: { ...theme.warn, bold: true } },
        { text: inCells(text, Math.max(0, room - 1)), look },
        { text: ` ${cut(mode, columns)} `, look: theme.dim },
      ]}
    />
  )
}

function summaryOf(state: UiState, { glyphs }: Theme): string {
  const count = countsOf(state)
  const hosts = [
    `${count.up} ${count.up === 1 ? 'host' : 'hosts'} up`,
    count.down > 0 && `${count.down} down`,
    count.waiting > 0 && `${count.waiting} not connected`,
  ]
  const sessions = [
    count.active > 0 && `${glyphs.active} ${count.active} active`,
    count.quiet > 0 && `${glyphs.quiet} ${count.quiet} quiet`,
    count.ended > 0 && `${glyphs.ended} ${count.ended} ended`,
    count.unknown > 0 && `${glyphs.unknown} ${count.unknown} unknown`,
  ]
  const parts = [
    state.view.filter !== '' && `filter: ${strip(state.view.filter)}`,
    hosts.filter(Boolean).join(', '),
    `${count.sessions} ${count.sessions === 1 ? 'session' : 'sessions'}`,
    sessions.filter(Boolean).join('  '),
    count.runs > 0 && `${count.runs} ${count.runs === 1 ? 'run' : 'runs'}`,
  ]
  return parts.filter(Boolean).join(`  ${glyphs.separator}  `)
}

/** Labels for the modes in which keys go, or may go, to a pane. */
const MODES: Readonly<Partial<Record<Mode, string>>> = {
  type: 'TYPING',
  answer: 'ANSWERING',
  reply: 'ANSWERING',
}

function modeOf(state: UiState): string {
  const { mode, zoomed } = state.view
  const last = MODES[mode] ?? (zoomed ? 'zoomed' : '')
  return [recordingText(state), queuedText(state), marksOf(state), last].filter(Boolean).join('  ')
}

function recordingText({ recordings }: UiState): string {
  return recordings.length > 0 ? `REC ${recordings.length}` : ''
}

function queuedText(state: UiState): string {
  const count = heldCount(state)
  return count > 0 ? `${count} held` : ''
}

function marksOf(state: UiState): string {
  const count = state.view.marks.length
  const hidden = hiddenMarks(state)
  if (count === 0) return ''
  return hidden > 0 ? `${count} marked, ${hidden} of them hidden` : `${count} marked`
}

function markOf(tone: 'info' | 'good' | 'bad', { glyphs }: Theme): string {
  if (tone === 'info') return glyphs.separator
  return tone === 'good' ? glyphs.ended : glyphs.failed
}

function toneOf(tone: 'info' | 'good' | 'bad', theme: Theme): TextLook {
  if (tone === 'info') return theme.accent
  return tone === 'good' ? theme.good : theme.bad
}
