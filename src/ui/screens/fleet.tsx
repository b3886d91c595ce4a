import { type Layout, layoutOf } from '../../state/layout.ts'
import type { Mode } from '../../state/view-model.ts'
import { Answer } from '../parts/answer.tsx'
import { Composer } from '../parts/composer.tsx'
import { Confirm } from '../parts/confirm.tsx'
import { EventLog } from '../parts/event-log.tsx'
import { Explain } from '../parts/explain.tsx'
import { Footer } from '../parts/footer.tsx'
import { Form } from '../parts/form.tsx'
import { Help } from '../parts/help.tsx'
import { Hits } from '../parts/hits.tsx'
import { HostForm } from '../parts/host-form.tsx'
import { HostPicks } from '../parts/host-picks.tsx'
import { HostTrial } from '../parts/host-trial.tsx'
import { Hosts } from '../parts/hosts.tsx'
import { Launcher } from '../parts/launcher.tsx'
import { Launches } from '../parts/launches.tsx'
import { LogEntry } from '../parts/log-entry.tsx'
import { OutputPanel } from '../parts/output-panel.tsx'
import { PoolList } from '../parts/pool-list.tsx'
import { Receipts } from '../parts/receipts.tsx'
import { Recipients } from '../parts/recipients.tsx'
import { SessionList } from '../parts/session-list.tsx'
import { StatusLine } from '../parts/status-line.tsx'
import { Wall } from '../parts/wall.tsx'
import { useSelect } from '../use-select.ts'
import { Tiny } from './tiny.tsx'
import { Welcome } from './welcome.tsx'

const COVERING: readonly Mode[] = [
  'help',
  'log',
  'log-filter',
  'entry',
  'new',
  'launch',
  'launches',
  'hits',
  'confirm',
  'compose',
  'recipients',
  'receipts',
  'answer',
  'reply',
  'explain',
  'welcome',
]

/** The panels or the wall, the lines at the bottom, and what lies over them. */
export function Fleet() {
  const view = useSelect(state => state.view)
  const layout = layoutOf(view)
  if (layout.kind === 'tiny') return <Tiny />
  const covered = view.hosts !== null || COVERING.includes(view.mode)
  return (
    <>
      {view.wall ? <Wall covered={covered} /> : <Panels layout={layout} covered={covered} />}
      <StatusLine area={layout.status} />
      <Footer area={layout.footer} />
      {view.mode === 'welcome' && <Welcome />}
      {view.hosts && <Hosts />}
      {view.hosts?.picks && !view.hosts.form && <HostPicks picks={view.hosts.picks} />}
      {view.mode === 'host-form' && view.hosts?.form && <HostForm form={view.hosts.form} />}
      {view.mode === 'host-trial' && <HostTrial />}
      {view.mode === 'help' && <Help />}
      {(view.mode === 'log' || view.mode === 'log-filter') && <EventLog />}
      {view.mode === 'entry' && <LogEntry />}
      {view.form && <Form form={view.form} />}
      {view.launcher && <Launcher launcher={view.launcher} />}
      {view.mode === 'launches' && <Launches />}
      {view.mode === 'hits' && <Hits />}
      {view.mode === 'compose' && view.composer && <Composer composer={view.composer} />}
      {view.mode === 'recipients' && view.composer && <Recipients composer={view.composer} />}
      {view.mode === 'receipts' && <Receipts />}
      {view.answer && <Answer answer={view.answer} />}
      {view.mode === 'explain' && <Explain />}
      {view.confirm && <Confirm confirm={view.confirm} />}
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
