import { useState } from 'preact/hooks'
import type { LiveRun } from '../../state/json/live-run-json.ts'
import { waitingAge } from '../../state/text/age.ts'
import { asking, clock, role, rows, waiting } from '../fleet/fleet.ts'
import { nameOf, type Row } from '../fleet/fleet-row.ts'
import { RunQuestion } from '../runs/run-question.tsx'
import { AgentBadge } from './agent-badge.tsx'
import { Answer } from './answer.tsx'

/** The sessions of all hosts. Those that need a person come first, with their agent's question. */
export function SessionList() {
  const [filter, setFilter] = useState('')
  const shown = rows.value.filter(row => matches(row, filter))
  const needy = shown.filter(row => row.pane.agent?.need)
  const runs = asking.value.filter(run => matchesText(run, filter))
  const count = waiting.value.length + asking.value.length
  const others = shown.filter(row => !row.pane.agent?.need)
  return (
    <>
      <p class="visually-hidden" role="status" aria-live="polite">
        {count === 0
          ? 'No agent waits for you.'
          : `${count} ${count === 1 ? 'agent waits' : 'agents wait'} for you.`}
      </p>
      <input
        class="filter"
        type="search"
        aria-label="Filter sessions"
        placeholder="Filter: host, session, agent, state"
        value={filter}
        onInput={event => setFilter(event.currentTarget.value)}
      />
      {needy.length + runs.length > 0 && (
        <section aria-label="Sessions that need you">
          <h2>Needs you</h2>
          <ul class="needy">
            {needy.map(row => (
              <li key={row.pane.id} class="card">
                <SessionLink row={row} />
                <Answer pane={row.pane} />
              </li>
            ))}
            {runs.map(run => (
              <li key={run.target} class="card">
                <a class="session" href="#/runs">
                  <span class="name">
                    {run.agent} on {run.host}
                  </span>
                  <span class="about">{run.title}</span>
                  <span class="age">run</span>
                </a>
                <RunQuestion run={run} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label="All other sessions">
        <div class="title">
          <h2>Sessions</h2>
          {role.value === 'admin' && <a href="#/pool">Start an agent</a>}
        </div>
        {others.length === 0 && (
          <p class="empty">{filter ? 'Nothing matches.' : 'No further sessions.'}</p>
        )}
        <ul class="sessions">
          {others.map(row => (
            <li key={row.session.id}>
              <SessionLink row={row} />
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function SessionLink({ row }: { row: Row }) {
  const { host, session, pane } = row
  return (
    <a class="session" href={`#/pane/${encodeURIComponent(pane.id)}`}>
      <span class="name">{nameOf(row)}</span>
      <AgentBadge pane={pane} />
      <span class="about">{session.prompt ?? pane.title}</span>
      <span class="age">
        {host.link === 'up' ? waitingAge(session.activity, clock.value) : host.link}
      </span>
    </a>
  )
}

function matches(row: Row, filter: string): boolean {
  const { pane, session } = row
  const text = [
    nameOf(row),
    pane.command,
    pane.title,
    pane.agent?.agent,
    pane.agent?.state,
    session.prompt,
  ]
  return hasAll(text.join(' '), filter)
}

function matchesText({ host, agent, title }: LiveRun, filter: string): boolean {
  return hasAll(`${host} ${agent} ${title} run`, filter)
}

function hasAll(text: string, filter: string): boolean {
  const all = text.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(word => all.includes(word))
}
