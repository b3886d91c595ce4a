import { useState } from 'preact/hooks'
import { hosts } from '../fleet/fleet.ts'

/** A host and a path on it. */
export interface Place {
  readonly host: string
  readonly path: string
}

/** The form in which the user names a host and a path on it. */
export function PlaceForm({
  label,
  go,
}: {
  readonly label: string
  readonly go: (place: Place) => void
}) {
  const names = [...hosts.value.keys()]
  const [host, setHost] = useState('')
  const [path, setPath] = useState('~')
  const chosen = names.includes(host) ? host : (names[0] ?? '')
  return (
    <form
      class="line"
      onSubmit={event => {
        event.preventDefault()
        go({ host: chosen, path })
      }}
    >
      <select
        aria-label="Host"
        value={chosen}
        onChange={event => setHost(event.currentTarget.value)}
      >
        {names.map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <input
        aria-label={label}
        value={path}
        onInput={event => setPath(event.currentTarget.value)}
      />
      <button type="submit" disabled={chosen === ''}>
        Open
      </button>
    </form>
  )
}

/** The URL path of a route of a host. */
export function hostPath(host: string, what: string, query: Record<string, string>): string {
  return `/api/v1/hosts/${encodeURIComponent(host)}/${what}?${new URLSearchParams(query)}`
}
