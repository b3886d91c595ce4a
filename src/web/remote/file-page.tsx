import { useCallback, useState } from 'preact/hooks'
import { parentPath } from '../../state/files/parent-path.ts'
import { ask } from '../fleet/api.ts'
import { role } from '../fleet/fleet.ts'
import { FileText, type OpenFile } from './file-text.tsx'
import { hostPath, type Place, PlaceForm } from './place-form.tsx'

interface Entry {
  readonly name: string
  readonly type: string
  readonly size: number | null
  readonly git?: string
  readonly target?: { readonly type: string | null } | null
}

interface Listing {
  readonly directory: string
  readonly entries: readonly Entry[]
  readonly total: number
  readonly page: number
}

/** Number of files and directories on one page of a directory's list, the same as on the server. */
const PAGE = 2000

/** The view with the files of a host: a directory, and a text file that can be edited. */
export function FilePage() {
  const [place, setPlace] = useState<Place | null>(null)
  const [listing, setListing] = useState<Listing | null>(null)
  const [file, setFile] = useState<OpenFile | null>(null)
  const [said, setSaid] = useState('')

  const list = useCallback(async (at: Place, page = 0) => {
    setSaid('Reading…')
    const query = { path: at.path, page: String(page) }
    const { data, message } = await ask<Listing>(hostPath(at.host, 'files', query))
    setSaid(message ?? '')
    if (!data) return
    setFile(null)
    setPlace({ host: at.host, path: data.directory })
    setListing(data)
  }, [])

  async function open({ name, type, target }: Entry): Promise<void> {
    if (!place) return
    const path = `${place.path.replace(/\/+$/, '')}/${name}`
    if ((target?.type ?? type) === 'directory') return list({ host: place.host, path })
    setSaid('Reading…')
    const { data, message } = await ask<Omit<OpenFile, 'host'>>(
      hostPath(place.host, 'file', { path }),
    )
    setSaid(message ?? '')
    if (data) setFile({ ...data, host: place.host })
  }

  const pages = Math.ceil((listing?.total ?? 0) / PAGE)
  return (
    <>
      <h2>Files</h2>
      <PlaceForm label="Directory" go={at => list(at)} />
      <p role="status">{said}</p>
      {file && (
        <FileText file={file} canSave={role.value === 'admin'} close={() => setFile(null)} />
      )}
      {place && listing && !file && (
        <>
          <p class="branch">
            {place.host}:{listing.directory}
          </p>
          <div class="acts">
            <button type="button" onClick={() => list({ ...place, path: parentPath(place.path) })}>
              Up
            </button>
            {listing.page > 0 && (
              <button type="button" onClick={() => list(place, listing.page - 1)}>
                Earlier
              </button>
            )}
            {listing.page + 1 < pages && (
              <button type="button" onClick={() => list(place, listing.page + 1)}>
                Later
              </button>
            )}
          </div>
          <ul class="hosts">
            {listing.entries.map(entry => (
              <li key={entry.name}>
                <button type="button" onClick={() => open(entry)}>
                  {entry.name}
                  {(entry.target?.type ?? entry.type) === 'directory' ? '/' : ''}
                </button>{' '}
                {entry.git} {entry.type === 'file' ? entry.size : ''}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
