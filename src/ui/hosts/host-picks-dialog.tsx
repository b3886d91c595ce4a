import { sentence } from '../../state/model/failure.ts'
import { cut, fit as inCells, strip, width } from '../../state/text/text.ts'
import { wrap } from '../../state/text/wrap.ts'
import type { Pick, HostPicks as Picks } from '../model/hosts-screen.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { leaveHosts } from './host-list.ts'
import { movePick, takePick } from './host-picks.ts'
import { topRow } from './hosts-layout.ts'

const TITLES = { ssh: 'Import from ssh config', docker: 'Containers', kube: 'Pods' } as const
const WAITS = {
  ssh: 'Asking ssh for the addresses…',
  docker: 'Looking for tmux in running containers…',
  kube: 'Looking for tmux in running pods…',
} as const
const NOTHING = {
  ssh: 'Your ssh config contains no host.',
  docker: 'No container is running. tab looks for pods.',
  kube: 'No pod is running. tab looks for containers.',
} as const

/** The dialog with hosts to import from the user's ssh_config, or containers and pods to add. */
export function HostPicks({ picks }: { readonly picks: Picks }) {
  const theme = useTheme()
  const view = useSelect(state => state.view)
  const area = overlayOf(view)
  const { width: columns, height } = inside(area)
  const { from, rows, at, ticked, failure } = picks
  const words = failure ? sentence(failure) : rows === null ? WAITS[from] : NOTHING[from]
  const note = from === 'ssh' ? `${ticked.length} selected` : 'enter copies one into the form'
  const top = topRow(rows?.length ?? 0, at, height)
  const name = Math.min(30, Math.max(8, ...(rows ?? []).map(row => width(row.name))))
  return (
    <Overlay area={area} title={TITLES[from]} note={note}>
      {rows && rows.length > 0
        ? rows.slice(top, top + height).map((row, index) => {
            const isSelected = top + index === at
            const tick = from === 'ssh' ? tickOf(row, ticked, theme) : ''
            const spans = spansOf(row, { tick, name, columns, isSelected }, theme)
            return (
              <Line key={row.name} spans={spans} {...(isSelected && { look: theme.selected })} />
            )
          })
        : wrap(words, columns - 2).map(line => (
            <Line
              key={line}
              spans={[{ text: ` ${line}`, look: failure ? theme.bad : theme.dim }]}
            />
          ))}
    </Overlay>
  )
}

function tickOf({ name, trouble }: Pick, ticked: readonly string[], { glyphs }: Theme): string {
  if (trouble !== null) return '   '
  if (!ticked.includes(name)) return '[ ]'
  return glyphs.ascii ? '[x]' : '[✓]'
}

interface Place {
  readonly tick: string
  readonly name: number
  readonly columns: number
  readonly isSelected: boolean
}

function spansOf(row: Pick, place: Place, theme: Theme): readonly Span[] {
  const { tick, name, columns, isSelected } = place
  const room = Math.max(8, columns - name - width(tick) - 6)
  const aside = row.trouble === null ? row.words : `${row.words}  ${row.trouble}`
  return [
    { text: `${isSelected ? theme.glyphs.mark : ' '}${tick} ` },
    { text: inCells(strip(row.name), name), look: row.trouble === null ? theme.plain : theme.dim },
    { text: `  ${cut(strip(aside), room)}`, look: theme.dim },
  ]
}

const picking: Omit<Dialog, 'mode'> = {
  move: movePick,
  enter: takePick,
  back: leaveHosts,
  draw: ({ hosts }) => hosts?.picks && !hosts.form && <HostPicks picks={hosts.picks} />,
}

/** The dialog with the hosts of the user's ssh_config. */
export const importDialog: Dialog = { mode: 'import', ...picking }

/** The dialog with running containers and pods. */
export const discoverDialog: Dialog = { mode: 'discover', ...picking }
