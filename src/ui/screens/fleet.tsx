import { layoutOf } from '../../state/layout.ts'
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
import { Launcher } from '../parts/launcher.tsx'
import { Launches } from '../parts/launches.tsx'
import { OutputPanel } from '../parts/output-panel.tsx'
import { PoolList } from '../parts/pool-list.tsx'
import { Receipts } from '../parts/receipts.tsx'
import { Recipients } from '../parts/recipients.tsx'
import { SessionList } from '../parts/session-list.tsx'
import { StatusLine } from '../parts/status-line.tsx'
import { useSelect } from '../use-select.ts'
import { Tiny } from './tiny.tsx'
import { Welcome } from './welcome.tsx'

const COVERING: readonly Mode[] = [
  'help',
  'log',
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

/** The panels, the lines at the bottom, and what lies over them. */
export function Fleet() {
  const view = useSelect(state => state.view)
  const layout = layoutOf(view)
  if (layout.kind === 'tiny') return <Tiny />
  const covered = COVERING.includes(view.mode)
  return (
    <>
      {layout.pool && <PoolList area={layout.pool} />}
      {layout.sessions && <SessionList area={layout.sessions} />}
      {layout.output && <OutputPanel area={layout.output} covered={covered} />}
      <StatusLine area={layout.status} />
      <Footer area={layout.footer} />
      {view.mode === 'welcome' && <Welcome />}
      {view.mode === 'help' && <Help />}
      {view.mode === 'log' && <EventLog />}
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
