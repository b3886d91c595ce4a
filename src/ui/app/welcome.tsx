import { whyNoSessions } from '../../state/hosts/link-text.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import { cut, fit as inCells } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Gap, Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'

const FIRST_STEPS: readonly (readonly [string, string])[] = [
  ['n', 'start a session on this machine'],
  ['H', 'add hosts, or import them from your ~/.ssh/config'],
  ['fleetmux --remote h1,h2', 'watch hosts of your ssh config, until you quit'],
  ['fleetmux hosts import', 'import hosts from your ~/.ssh/config permanently'],
  ['fleetmux demo', 'try fleetmux with three simulated hosts'],
]

const KEYS = 26

/** The screen of an empty fleet: the first steps. */
export function Welcome() {
  const theme = useTheme()
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const why = useSelect(here)
  const whole = overlayOf({ columns, rows })
  const height = Math.min(whole.height, 13)
  const area = { ...whole, y: Math.max(0, Math.floor((rows - 2 - height) / 2)), height }
  const { width } = inside(area)
  return (
    <Overlay area={area} title="Welcome to fleetmux">
      <Gap />
      <Line
        spans={[
          { text: ' Every tmux session, on every machine, in one terminal.', look: theme.strong },
        ]}
      />
      <Line spans={[{ text: ` ${cut(why, width - 2)}`, look: theme.dim }]} />
      <Gap />
      {FIRST_STEPS.map(([keys, label]) => (
        <Line
          key={keys}
          spans={[
            { text: `  ${inCells(keys, KEYS)}`, look: theme.accent },
            { text: cut(label, Math.max(0, width - KEYS - 3)) },
          ]}
        />
      ))}
      <Gap />
      <Line spans={[{ text: ' ?  all keys    q  leave', look: theme.dim }]} />
    </Overlay>
  )
}

function here({ hosts }: UiState): string {
  const host = hosts.get(THIS_MACHINE)
  const words = host && whyNoSessions(host)
  return `This machine: ${words ?? 'no sessions'}. No other host is known yet.`
}

export const welcomeDialog: Dialog = { mode: 'welcome', draw: () => <Welcome /> }
