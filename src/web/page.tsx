import { effect } from '@preact/signals'
import { render } from 'preact'
import { agoText } from '../state/text/age.ts'
import { BenchmarkPage } from './benchmarks/benchmark-page.tsx'
import { Broadcast } from './broadcast.tsx'
import { EventList } from './event-list.tsx'
import { ask } from './fleet/api.ts'
import { asking, clock, role, startLive, waiting } from './fleet/fleet.ts'
import { linkState } from './fleet/live-connection.ts'
import { openPane, openView, startNavigation } from './fleet/navigation.ts'
import { HostList } from './host-list.tsx'
import { Login } from './login.tsx'
import { PoolList } from './pool-list.tsx'
import { FilePage } from './remote/file-page.tsx'
import { HistoryPage } from './remote/history-page.tsx'
import { PlaybookList } from './remote/playbook-list.tsx'
import { RunList } from './runs/run-list.tsx'
import { PaneView } from './sessions/pane-view.tsx'
import { SessionList } from './sessions/session-list.tsx'
import { Wall } from './sessions/wall.tsx'
import { WorkPage } from './worktrees/work-page.tsx'

const VIEWS = [
  { hash: '#/', label: 'Sessions', view: SessionList, role: 'viewer' },
  { hash: '#/wall', label: 'Wall', view: Wall, role: 'viewer' },
  { hash: '#/runs', label: 'Runs', view: RunList, role: 'viewer' },
  { hash: '#/work', label: 'Work', view: Work, role: 'viewer' },
  { hash: '#/playbooks', label: 'Playbooks', view: PlaybookList, role: 'viewer' },
  { hash: '#/files', label: 'Files', view: FilePage, role: 'operator' },
  { hash: '#/history', label: 'History', view: HistoryPage, role: 'operator' },
  { hash: '#/broadcast', label: 'Broadcast', view: Broadcast, role: 'operator' },
  { hash: '#/events', label: 'Events', view: EventList, role: 'viewer' },
  { hash: '#/hosts', label: 'Hosts', view: HostList, role: 'viewer' },
  { hash: '#/pool', label: 'Pool', view: PoolList, role: 'viewer' },
] as const

const isBenchmarks = location.pathname === '/benchmarks'

function Work() {
  return <WorkPage ask={ask} canAct={role.value === 'admin'} />
}

function Page() {
  return linkState.value.kind === 'locked' ? <Login /> : <Views />
}

function Views() {
  const pane = openPane.value
  const current = VIEWS.find(({ hash }) => hash === openView.value) ?? VIEWS[0]
  const isCurrent = (hash: string) => !pane && !isBenchmarks && current.hash === hash
  const allowed = VIEWS.filter(each => each.role === 'viewer' || role.value !== 'viewer')
  return (
    <>
      <button type="button" class="skip" onClick={toMain}>
        To the content
      </button>
      <header class={pane ? 'top at-pane' : 'top'}>
        <h1>fleetmux</h1>
        <LinkBadge />
        {/* A new role allows other links. As `key`, it makes the current link scroll into view again. */}
        <nav aria-label="Views" key={role.value}>
          {allowed.map(({ hash, label }) => (
            <a
              key={hash}
              href={isBenchmarks ? `/${hash}` : hash}
              aria-current={isCurrent(hash) ? 'page' : undefined}
              ref={isCurrent(hash) ? scrollToLink : null}
            >
              {label}
              {hash === '#/' && waiting.value.length + asking.value.length > 0 && (
                <b class="count">{waiting.value.length + asking.value.length}</b>
              )}
            </a>
          ))}
          <a
            href="/benchmarks"
            aria-current={isBenchmarks ? 'page' : undefined}
            ref={isBenchmarks ? scrollToLink : null}
          >
            Benchmarks
          </a>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {isBenchmarks ? (
          <BenchmarkPage ask={ask} mayRun={role.value === 'admin'} />
        ) : pane ? (
          <PaneView key={pane} pane={pane} />
        ) : (
          <current.view />
        )}
      </main>
    </>
  )
}

/** Scrolls to the link of the open view. On a narrow screen, the links are one row that scrolls sideways. */
function scrollToLink(link: HTMLElement | null): void {
  link?.scrollIntoView({ inline: 'center', block: 'nearest' })
}

/** Moves the focus to the main part. A link cannot do this, since the fragment of the URL selects the view. */
function toMain(): void {
  document.querySelector<HTMLElement>('#main')?.focus()
}

/** Shows whether the data is live, or since when it is not. */
function LinkBadge() {
  const state = linkState.value
  if (state.kind === 'live')
    return (
      <span class="badge link-up" role="status">
        live
      </span>
    )
  // `now` is the time of this device. Reading `clock` makes the component update each second.
  const now = clock.value && Date.now()
  const since = state.kind === 'stale' ? `stale for ${agoText(state.since, now)}` : 'connecting'
  return (
    <span class="badge link-down" role="status">
      {since}
    </span>
  )
}

/** The title of the tab: the number of sessions and runs that need a person. */
effect(() => {
  const count = waiting.value.length + asking.value.length
  document.title = count === 0 ? 'fleetmux' : `(${count}) fleetmux`
})
/**
 * Calls `run` after the document's own first frame, which shows the header. Otherwise a slow device would show nothing
 * until the script and all elements are ready. A hidden tab has no frames, so `run` is called immediately.
 */
function afterFirstPaint(run: () => void): void {
  if (document.hidden) run()
  else requestAnimationFrame(() => setTimeout(run))
}

startNavigation()
startLive()
afterFirstPaint(() => render(<Page />, document.querySelector('#app') as Element))
if ('serviceWorker' in navigator && isSecureContext)
  void navigator.serviceWorker.register('/worker.js')
