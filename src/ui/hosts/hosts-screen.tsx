import { cut } from '../../state/text/text.ts'
import { setFilter } from '../command-line/prompt.ts'
import type { UiState } from '../model/ui-state.ts'
import { Gap, Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { poolOf } from '../sessions/session-list-rows.ts'
import type { Dialog } from '../view/dialog.ts'
import { fitColumns, hostSpans, titleSpans } from './host-columns.ts'
import { detailLines } from './host-detail.ts'
import { HostText } from './host-detail-lines.tsx'
import { leaveHosts, moveHost, pageHosts, selectedHost, selectedRow } from './host-list.ts'
import { roomOf, topRow } from './hosts-layout.ts'

/** All hosts with their columns, and below them the details of the selected one. */
export function Hosts() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { area, columns, rows, detail } = roomOf(state)
  const hosts = poolOf(state)
  const selected = selectedRow(state)
  const top = topRow(hosts.length, selected, rows)
  const seen = hosts.slice(top, top + rows)
  const fitted = fitColumns(seen, columns)
  const text = detailLines(state, selectedHost(state), columns)
  const { scroll, filter } = state.view
  const note = filter === '' ? `${selected + 1} of ${hosts.length}` : `/${cut(filter, 12)}`
  return (
    <Overlay area={area} title={`Hosts ${hosts.length}`} note={note}>
      <Line spans={titleSpans(fitted, theme)} />
      {seen.map((host, index) => {
        const isSelected = top + index === selected
        const look = isSelected ? { look: theme.selected } : {}
        const spans = hostSpans(host, fitted, isSelected, theme)
        return <Line key={host.config.name} spans={spans} {...look} />
      })}
      {Array.from({ length: rows - seen.length }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
        <Gap key={row} />
      ))}
      <Line
        spans={[{ text: ` ${(theme.glyphs.ascii ? '-' : '─').repeat(columns)}`, look: theme.dim }]}
      />
      <HostText lines={text} from={scroll} rows={detail} />
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

/** The hosts screen itself. Its dialogs are drawn over it. */
export const hostsDialog: Dialog = {
  mode: 'hosts',
  move: moveHost,
  page: pageHosts,
  back: state => (state.view.filter === '' ? leaveHosts(state) : setFilter(state, '')),
}
