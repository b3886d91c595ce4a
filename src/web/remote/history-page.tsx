import { useEffect, useState } from 'preact/hooks'
import { counted } from '../../state/text/counted.ts'
import { ask } from '../fleet/api.ts'
import { hostPath, type Place, PlaceForm } from './place-form.tsx'

interface Entry {
  readonly id: string
  readonly timestamp: number
  readonly summary: string
  readonly answer?: string
  readonly session?: string
  readonly success?: boolean
  readonly machine: string
  readonly person?: string
}

interface Reading {
  readonly directory: string
  readonly reached: boolean
  readonly total: number
  readonly isCut?: boolean
  readonly failure?: { readonly sentence: string }
  readonly entries: readonly Entry[]
}

/** The shared history of a project. It can be searched by text, and filtered by clicking a value in an entry. */
export function HistoryPage() {
  const [place, setPlace] = useState<Place | null>(null)
  const [search, setSearch] = useState('')
  const [only, setOnly] = useState<Readonly<Record<string, string>>>({})
  const [reading, setReading] = useState<Reading | null>(null)
  const [said, setSaid] = useState('')

  useEffect(() => {
    if (!place) return
    let isLeft = false
    const query = { path: place.path, ...only, ...(search.trim() !== '' && { search }) }
    void ask<Reading>(hostPath(place.host, 'history', query)).then(({ data, message }) => {
      if (isLeft) return
      setReading(data ?? null)
      const failure = data?.failure && `Only entries from this machine: ${data.failure.sentence}`
      setSaid(message ?? failure ?? (data ? countText(data) : ''))
    })
    return () => {
      isLeft = true
    }
  }, [place, search, only])

  return (
    <>
      <h2>History</h2>
      <PlaceForm label="Directory of the project" go={setPlace} />
      <form class="line" onSubmit={event => event.preventDefault()}>
        <input
          aria-label="Search"
          placeholder="Search"
          value={search}
          onInput={event => setSearch(event.currentTarget.value)}
        />
      </form>
      <div class="acts">
        {Object.entries(only).map(([name, value]) => (
          <button
            key={name}
            type="button"
            onClick={() => setOnly(({ [name]: _, ...rest }) => rest)}
          >
            {name}: {value} ✕
          </button>
        ))}
      </div>
      <p role="status">{said}</p>
      <ul class="hosts">
        {reading?.entries.map(entry => (
          <li key={entry.id} class="card entry">
            <p>{entry.summary}</p>
            <div class="acts">
              <time dateTime={new Date(entry.timestamp).toISOString()}>
                {new Date(entry.timestamp).toLocaleString()}
              </time>
              {(['person', 'machine', 'session'] as const).map(name => {
                const value = entry[name]
                return value ? (
                  <button
                    key={name}
                    type="button"
                    class="badge"
                    aria-label={`Only ${name} ${value}`}
                    onClick={() => setOnly(before => ({ ...before, [name]: value }))}
                  >
                    {value}
                  </button>
                ) : null
              })}
              {entry.success === false && <span class="failure">failed</span>}
            </div>
            {entry.answer && (
              <details>
                <summary>Answer</summary>
                <pre>{entry.answer}</pre>
              </details>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** How many entries there are, and whether all are shown. */
function countText({ total, entries, directory, isCut = false }: Reading): string {
  const more = isCut ? ', and others that were not read' : ''
  const shown = entries.length < total ? `; the newest ${entries.length} are shown` : ''
  return `${counted(total, 'entry', 'entries')} in ${directory}${more}${shown}`
}
