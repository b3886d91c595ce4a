import { useState } from 'preact/hooks'
import { agoText } from '../state/text/age.ts'
import { counted } from '../state/text/counted.ts'
import { post } from './fleet/api.ts'
import { clock, hosts, role } from './fleet/fleet.ts'

/** The hosts and the states of their connections. */
export function HostList() {
  const [said, setSaid] = useState('')
  const reconnect = async (name: string) => {
    const { message } = await post(`/api/v1/hosts/${encodeURIComponent(name)}/reconnect`)
    setSaid(message ?? `${name} is being connected.`)
  }
  return (
    <>
      <h2>Hosts</h2>
      <ul class="hosts">
        {[...hosts.value.values()].map(host => (
          <li key={host.name} class="card">
            <strong>{host.name}</strong> <span class={`badge link-${host.link}`}>{host.link}</span>{' '}
            <span>
              {host.transport}, {counted(host.sessions.length, 'session')}
              {host.roundTrip !== null && `, ${Math.max(1, Math.round(host.roundTrip))} ms`}
              {host.link === 'down' && `, down for ${agoText(host.since, clock.value)}`}
            </span>
            {host.failure && <p class="failure">{host.failure}</p>}
            {role.value !== 'viewer' && host.link !== 'up' && host.link !== 'off' && (
              <button type="button" onClick={() => reconnect(host.name)}>
                Reconnect
              </button>
            )}
          </li>
        ))}
      </ul>
      <p role="status">{said}</p>
    </>
  )
}
