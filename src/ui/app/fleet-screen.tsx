import { Answer } from '../answer/answer-dialog.tsx'
import { Explain } from '../answer/explain-dialog.tsx'
import { Composer } from '../compose/composer-dialog.tsx'
import { Receipts } from '../compose/receipts-dialog.tsx'
import { Recipients } from '../compose/recipients-dialog.tsx'
import { HostForm } from '../hosts/host-form.tsx'
import { HostPicks } from '../hosts/host-picks-dialog.tsx'
import { HostTrial } from '../hosts/host-trial.tsx'
import { Hosts } from '../hosts/hosts-screen.tsx'
import { PoolList } from '../hosts/pool-list.tsx'
import { Launcher } from '../launch/launcher-dialog.tsx'
import { Launches } from '../launch/launches-dialog.tsx'
import { EventLog } from '../log/event-log.tsx'
import { LogEntry } from '../log/log-entry.tsx'
import type { Mode } from '../model/view.ts'
import { OutputPanel } from '../output/output-panel.tsx'
import { useSelect } from '../parts/use-select.ts'
import { Hits } from '../search/hits-dialog.tsx'
import { Form } from '../sessions/new-session-dialog.tsx'
import { SessionList } from '../sessions/session-list.tsx'
import { type Layout, layoutOf } from '../view/layout.ts'
import { Wall } from '../wall/wall-screen.tsx'
import { Confirm } from './confirm-dialog.tsx'
import { Footer } from './footer.tsx'
import { Help } from './help.tsx'
import { StatusLine } from './status-line.tsx'
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
