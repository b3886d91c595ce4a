import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import type { LauncherField, LauncherLine, Launcher as Written } from '../model/launcher.ts'
import { blockRows } from '../parts/block-rows.ts'
import { firstNames } from '../parts/first-names.ts'
import { Gap, Line, type Span } from '../parts/line.tsx'
import { lineSpans } from '../parts/line-input.ts'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { baseMode } from '../view/base-mode.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import {
  editLauncher,
  launcherHosts,
  openLauncher,
  submitLauncher,
  turnLauncher,
  typeInLauncher,
} from './launcher.ts'

const LABEL = 12
/** Number of rows for the fields, the hint for the current field, and the horizontal line below. */
const HEAD = 9

const ABOUT: Record<LauncherField, string> = {
  agent: 'amplihack  claude  codex  amp  gemini  opencode  shell, or any command',
  host: 'empty: any host with a free slot',
  size: 'size of the machine, if no host is named: s  m  l  xl, empty: any',
  mode: 'for agents with modes, such as amplihack: auto  ultrathink  analyze  fix',
  turns: 'maximum number of turns, 1 to 50, if the agent supports it',
  repository: 'sent with uncommitted changes, after a check for secrets',
  copies: 'number of sessions to start',
}

/** The dialog that starts agents with a prompt. */
function Launcher({ launcher }: { readonly launcher: Written }) {
  const theme = useTheme()
  const view = useSelect(state => state.view)
  const hosts = useSelect(state => firstNames(launcherHosts(state), 12))
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const { fields, prompt, current } = launcher
  const name = fields[current]?.name
  const about = name === undefined ? 'what the agent should do' : ABOUT[name]
  const hint = name === 'host' && hosts !== '' ? `${about}; ${hosts}` : about
  const isPrompt = name === undefined
  const rows = blockRows(prompt, width - 2, Math.max(1, height - HEAD))
  return (
    <Overlay area={area} title="Start agents" note="enter starts">
      {fields.map((field, index) => (
        <Line key={field.name} spans={fieldSpans(field, index === current, width, theme)} />
      ))}
      <Line spans={[{ text: ` ${cut(strip(hint), width - 2)}`, look: theme.dim }]} />
      <Line
        spans={[
          {
            text: ` ${(theme.glyphs.ascii ? '-' : '─').repeat(Math.max(0, width - 2))}`,
            look: isPrompt ? theme.accent : theme.dim,
          },
        ]}
      />
      {prompt.lines.join('') === '' && !isPrompt ? (
        <Gap />
      ) : (
        rows.map((spans, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          <Line key={row} spans={[{ text: ' ' }, ...(isPrompt ? spans : plain(spans))]} />
        ))
      )}
    </Overlay>
  )
}

/** Removes the style of the cursor, for a field that is not under edit. */
function plain(spans: readonly Span[]): readonly Span[] {
  return spans.map(({ text }) => ({ text }))
}

function fieldSpans(
  { name, line, error }: LauncherLine,
  isCurrent: boolean,
  columns: number,
  theme: Theme,
): readonly Span[] {
  const room = Math.max(8, columns - LABEL - 4)
  const label = {
    text: `${isCurrent ? theme.glyphs.mark : ' '}${inCells(name, LABEL)}`,
    look: isCurrent ? theme.accent : theme.dim,
  }
  const empty = {
    text: name === 'host' && line.text === '' ? 'any with a free slot' : '',
    look: theme.dim,
  }
  const aside = error
    ? { text: `  ${theme.glyphs.failed} ${strip(error)}`, look: theme.bad }
    : isCurrent
      ? { text: '' }
      : empty
  const text = isCurrent ? lineSpans(line, room) : [{ text: cut(strip(line.text), room) }]
  return [label, ...text, aside]
}

export const launcherDialog: Dialog = {
  mode: 'launch',
  open: openLauncher,
  type: typeInLauncher,
  edit: editLauncher,
  nextField: turnLauncher,
  submit: state => submitLauncher(state, baseMode(state)),
  draw: ({ launcher }) => launcher && <Launcher launcher={launcher} />,
}
