import { FilesView } from '../files/files-view.tsx'
import { Hosts } from '../hosts/hosts-screen.tsx'
import { PoolList } from '../hosts/pool-list.tsx'
import { OutputPanel } from '../output/output-panel.tsx'
import { useSelect } from '../parts/use-select.ts'
import { RunsScreen } from '../runs/runs-screen.tsx'
import { SessionList } from '../sessions/session-list.tsx'
import { type Layout, layoutOf } from '../view/layout.ts'
import { Wall } from '../wall/wall-screen.tsx'
import { dialogOf, isCovered } from './dialogs.ts'
import { Footer } from './footer.tsx'
import { StatusLine } from './status-line.tsx'
import { TooSmall } from './too-small.tsx'

/** The panels or the wall, the lines at the bottom, and the open dialog. */
export function Fleet() {
  const view = useSelect(state => state.view)
  const layout = layoutOf(view)
  if (layout.kind === 'tiny') return <TooSmall />
  const covered = isCovered(view)
  return (
    <>
      {view.wall ? <Wall covered={covered} /> : <Panels layout={layout} covered={covered} />}
      <StatusLine area={layout.status} />
      <Footer area={layout.footer} />
      {view.hosts && <Hosts />}
      {view.runs && <RunsScreen />}
      {view.files && <FilesView />}
      {dialogOf(view)?.draw?.(view)}
    </>
  )
}

interface PanelsProps {
  readonly layout: Layout
  readonly covered: boolean
}

function Panels({ layout, covered }: PanelsProps) {
  return (
    <>
      {layout.pool && <PoolList area={layout.pool} />}
      {layout.sessions && <SessionList area={layout.sessions} />}
      {layout.output && <OutputPanel area={layout.output} covered={covered} />}
    </>
  )
}
