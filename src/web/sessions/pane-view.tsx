import { useEffect, useState } from 'preact/hooks'
import { agoText } from '../../state/text/age.ts'
import { ask, panePath, post } from '../fleet/api.ts'
import { clock, focusPane, otherDriver, role, rowOf } from '../fleet/fleet.ts'
import { nameOf, type Row } from '../fleet/fleet-row.ts'
import { viewBefore } from '../fleet/navigation.ts'
import { AgentBadge } from './agent-badge.tsx'
import { Answer } from './answer.tsx'
import { Composer } from './composer.tsx'
import { Screen } from './screen.tsx'

/** One large pane: its screen, its question, its scrollback, and its actions. */
export function PaneView({ pane }: { pane: string }) {
  const [history, setHistory] = useState<readonly string[] | null>(null)
  const [said, setSaid] = useState('')
  const [link, setLink] = useState('')
  const row = rowOf(pane)
  useEffect(() => {
    focusPane(pane)
    return () => focusPane(null)
  }, [pane])
  if (!row)
    return (
      <p class="empty">
        This pane no longer exists. <a href="#/">All sessions</a>
      </p>
    )
  const { session } = row
  const canType = role.value !== 'viewer' && !row.pane.ours && !row.pane.dead

  async function readHistory(): Promise<void> {
    const { data, message } = await ask<{ lines: string[] }>(
      `${panePath(pane, 'screen')}?lines=2000&joined=true`,
    )
    setHistory(data?.lines ?? null)
    setSaid(message ?? '')
  }

  async function share(): Promise<void> {
    const { data, message } = await post<{ path: string }>('/api/v1/shares', {
      session: session.id,
    })
    setLink(data ? `${location.origin}${data.path}` : '')
    setSaid(message ?? '')
  }

  async function end(): Promise<void> {
    if (!confirm(`End ${nameOf(row ?? never())} and everything that runs in it?`)) return
    const { message } = await post(`/api/v1/sessions/${encodeURIComponent(session.id)}/kill`)
    setSaid(message ?? '')
  }

  return (
    <article class="pane">
      <header>
        <a
          href={viewBefore.value}
          aria-label={viewBefore.value === '#/wall' ? 'Back to the wall' : 'Back to all sessions'}
        >
          ←
        </a>
        <h2>{nameOf(row)}</h2>
        <AgentBadge pane={row.pane} />
        <span class="grow" />
        <button type="button" onClick={() => (history ? setHistory(null) : readHistory())}>
          {history ? 'Live' : 'Scrollback'}
        </button>
        {canType && <Interrupt pane={pane} said={setSaid} />}
        {role.value === 'admin' && (
          <>
            <button type="button" onClick={share}>
              Share
            </button>
            <button type="button" class="danger" onClick={end}>
              End
            </button>
          </>
        )}
      </header>
      {session.panes.length > 1 && <PaneTabs session={session} current={pane} />}
      {session.prompt && <p class="prompt">{session.prompt}</p>}
      {history ? (
        <pre class="history" ref={element => element?.scrollTo(0, element.scrollHeight)}>
          {history.join('\n')}
        </pre>
      ) : (
        <section class="stage" aria-label={`Screen of ${nameOf(row)}`}>
          <Screen pane={pane} smallest={9} />
        </section>
      )}
      <p role="status">{said}</p>
      {link && <ShareLink link={link} />}
      <DriverNote pane={pane} />
      <Answer pane={row.pane} />
      {row.pane.dead && <p class="empty">The program in this pane has ended.</p>}
      {role.value === 'viewer' && (
        <p class="empty">Read only: this device may look, but not type.</p>
      )}
      {canType && <Composer pane={pane} />}
    </article>
  )
}

function Interrupt({ pane, said }: { pane: string; said: (text: string) => void }) {
  async function interrupt(): Promise<void> {
    said((await post(panePath(pane, 'interrupt'))).message ?? 'Ctrl-C was sent.')
  }
  return (
    <button type="button" onClick={interrupt}>
      Interrupt
    </button>
  )
}

function PaneTabs({ session, current }: { session: Row['session']; current: string }) {
  return (
    <nav class="panes" aria-label="Panes of the session">
      {session.panes.map(each => (
        <a
          key={each.id}
          href={`#/pane/${encodeURIComponent(each.id)}`}
          aria-current={each.id === current}
        >
          {each.index} {each.window}
        </a>
      ))}
    </nav>
  )
}

function ShareLink({ link }: { link: string }) {
  return (
    <label class="link">
      Everybody who opens this link can see this session, and nothing else, for 24 hours:
      <input readOnly value={link} onFocus={event => event.currentTarget.select()} />
    </label>
  )
}

/** A note that somebody else is typing into the pane, so that two users do not write into one line. */
function DriverNote({ pane }: { pane: string }) {
  const driver = otherDriver(pane)
  if (!driver) return null
  return (
    <p class="driver" role="status">
      {driver.name} typed here {agoText(driver.at, clock.value)} ago
    </p>
  )
}

function never(): never {
  throw new Error('the row was there when it was drawn')
}
