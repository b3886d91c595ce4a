import { useCallback, useEffect, useState } from 'preact/hooks'
import { ask, post } from './fleet/api.ts'
import { role } from './fleet/fleet.ts'

interface Machine {
  readonly name: string
  readonly size: string
  readonly region: string
  readonly active: number
  readonly capacity: number | null
}

interface Launched {
  readonly ref: string
  readonly done: boolean
  readonly rows: readonly {
    readonly step: string
    readonly id: string | null
    readonly host: string | null
    readonly failure: { readonly sentence: string } | null
  }[]
}

/** The machines of the pool, and a form to start a session from a prompt. */
export function PoolList() {
  const [machines, setMachines] = useState<readonly Machine[]>([])
  const [said, setSaid] = useState('')
  const [launch, setLaunch] = useState<Launched | null>(null)

  const read = useCallback(async () => {
    const { data, message } = await ask<Machine[]>('/api/v1/pool')
    setMachines(data ?? [])
    setSaid(message ?? '')
  }, [])
  useEffect(() => void read(), [read])
  useEffect(() => {
    if (!launch || launch.done) return
    const timer = setTimeout(async () => {
      const { data } = await ask<Launched>(`/api/v1/launches/${launch.ref}`)
      if (data) setLaunch(data)
      if (data?.done) void read()
    }, 500)
    return () => clearTimeout(timer)
  }, [launch, read])

  async function start(form: HTMLFormElement): Promise<void> {
    const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''))
    const { prompt, ...rest } = fields
    const { data, message } = await post<Launched>('/api/v1/sessions', {
      ...rest,
      prompts: [prompt],
    })
    setLaunch(data ?? null)
    setSaid(message ?? '')
  }

  return (
    <>
      {role.value === 'admin' && (
        <form
          class="start card"
          onSubmit={event => {
            event.preventDefault()
            void start(event.currentTarget)
          }}
        >
          <h2>Start an agent</h2>
          <label>
            Prompt <textarea name="prompt" rows={3} required />
          </label>
          <label>
            Agent <input name="agent" placeholder="amplihack" />
          </label>
          <label>
            Host <input name="host" placeholder="any host with a free slot" />
          </label>
          <label>
            Repository <input name="repository" placeholder="where the server was started" />
          </label>
          <button type="submit">Start</button>
        </form>
      )}
      <p role="status">{said}</p>
      {launch?.rows.map(each => (
        <p key={each.id ?? each.step} class="card">
          {each.failure
            ? each.failure.sentence
            : `${each.id ?? ''} ${each.host ?? ''} ${each.step}`}
        </p>
      ))}
      <h2>Machines</h2>
      {machines.length === 0 && (
        <p class="empty">
          The pool is empty. To add a host: <code>fleetmux hosts edit HOST --capacity 2</code>
        </p>
      )}
      <ul class="hosts">
        {machines.map(({ name, size, region, active, capacity }) => (
          <li key={name} class="card">
            <strong>{name}</strong> {active} of {capacity} slots taken {size} {region}
          </li>
        ))}
      </ul>
    </>
  )
}
