import { useState } from 'preact/hooks'
import { ask, post } from '../fleet/api.ts'
import { hostPath } from './place-form.tsx'

/** A text file as it was read. */
export interface OpenFile {
  readonly host: string
  readonly path: string
  readonly text: string
  /** The version that the file must still have when it is saved; null: the file cannot be saved. */
  readonly expect: string | null
  readonly notes: readonly string[]
}

/**
 * The editor of a text file. If the file was changed on the host since the page read it, saving shows that, and the
 * user can overwrite it or read it again.
 */
export function FileText({
  file,
  canSave,
  close,
}: {
  readonly file: OpenFile
  readonly canSave: boolean
  readonly close: () => void
}) {
  const { host, path } = file
  const [text, setText] = useState(file.text)
  const [expect, setExpect] = useState(file.expect)
  const [conflict, setConflict] = useState<string | null>(null)
  const [said, setSaid] = useState(file.notes.join(' '))
  const route = `/api/v1/hosts/${encodeURIComponent(host)}/file`

  async function save(before: string | null): Promise<void> {
    const { data, message, status } = await post<{
      readonly expect?: string
      readonly now?: string | null
    }>(route, { path, text, expect: before })
    setSaid(message ?? '')
    setConflict(status === 409 ? (data?.now ?? null) : null)
    if (data?.expect) setExpect(data.expect)
  }

  async function readAgain(): Promise<void> {
    const { data, message } = await ask<OpenFile>(hostPath(host, 'file', { path }))
    setSaid(message ?? '')
    if (!data) return
    setText(data.text)
    setExpect(data.expect)
    setConflict(null)
  }

  return (
    <form
      class="work"
      onSubmit={event => {
        event.preventDefault()
        void save(expect)
      }}
    >
      <p class="branch">
        {host}:{path}
      </p>
      <textarea
        aria-label={`Text of ${path}`}
        rows={20}
        readOnly={!canSave || expect === null}
        value={text}
        onInput={event => setText(event.currentTarget.value)}
      />
      <div class="acts">
        {canSave && expect !== null && <button type="submit">Save</button>}
        {conflict !== null && (
          <>
            <button type="button" onClick={() => save(conflict)}>
              Overwrite with my version
            </button>
            <button type="button" onClick={readAgain}>
              Read the file again
            </button>
          </>
        )}
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
      <p role="status">{said}</p>
    </form>
  )
}
