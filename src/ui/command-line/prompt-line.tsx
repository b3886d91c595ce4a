import { cut, strip, width } from '../../state/text/text.ts'
import { MODES, propertiesOf } from '../model/mode.ts'
import type { UiState } from '../model/ui-state.ts'
import type { Prompt } from '../model/view.ts'
import { firstNames } from '../parts/first-names.ts'
import { Line } from '../parts/line.tsx'
import { lineSpans } from '../parts/line-input.ts'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { complete } from './completion.ts'
import { fileLineLabel } from './file-line-label.ts'
import { forceLineLabel } from './force-line-label.ts'
import { lineCommands } from './line-command.ts'

/** The line under edit at the bottom: its label, the text, and the completions. */
export function PromptLine({ mode, columns }: { readonly mode: Prompt; readonly columns: number }) {
  const theme = useTheme()
  const label = useSelect(state => labelOf(state, mode))
  const line = useSelect(state => state.view.line)
  const aside = useSelect(state => asideOf(state, mode))
  const room = Math.max(8, columns - width(label) - 2)
  const spans = lineSpans(line, room)
  const left = room - spans.reduce((cells, span) => cells + width(span.text), 0) - 3
  return (
    <Line
      spans={[
        { text: ` ${label}`, look: theme.accent },
        ...spans,
        { text: left > 8 ? `  ${cut(aside, left)}` : '', look: theme.dim },
      ]}
    />
  )
}

/** The label of the prompt. Some labels name what the line is about. */
function labelOf(state: UiState, mode: Prompt): string {
  const { output, view } = state
  if (mode === 'file-line') return fileLineLabel(view)
  if (mode === 'work-force') return forceLineLabel(state)
  if (mode === 'playbook-new') return `playbook on ${view.playbooks.documents?.host ?? ''}: `
  if (mode !== 'send') return MODES[mode].label
  const name = output.session ? `${output.session.host}/${output.session.name}` : ''
  return cut(`send to ${strip(name)}: `, Math.floor(view.columns / 2))
}

/**
 * Prompts (lines under edit at the bottom of the screen) that stay open on invalid input. They show the error beside
 * the text, since they hide the status line.
 */
const STAYS: readonly Prompt[] = ['work-new', 'work-force', 'benchmark-new']

function asideOf(state: UiState, mode: Prompt): string {
  const said = state.view.toast?.text
  if (said && STAYS.includes(mode)) return strip(said)
  if (mode === 'playbook-new') return documentsText(state)
  if (mode === 'send') return strip(state.view.toast?.text ?? '')
  if (mode === 'search') return state.reading.paused?.loading ? 'fetching the scrollback…' : ''
  if (mode !== 'command') return propertiesOf(mode).aside ?? ''
  const { text } = state.view.line
  const word = lineCommands.find(each => text.trimStart().startsWith(`${each.name} `))
  const { choices } = complete(state, text)
  const begun = text.trim() === '' || choices.length > 1
  if (begun && choices.length > 0) return strip(firstNames(choices, 40))
  return word ? `${word.usage}: ${word.label}` : ''
}

/**
 * The hint of the prompt: while the line is empty, the names of the available documents; after that, the syntax of the
 * line.
 */
function documentsText({ view: { line, playbooks } }: UiState): string {
  const names = playbooks.documents?.names ?? []
  if (line.text.trim() === '' && names.length > 0) return strip(firstNames(names, 40))
  return 'DOCUMENT... [dir=] [agent=] [time=8h] [cost=5] [tasks=] [loops=] [branch=] [yolo] [history]'
}
