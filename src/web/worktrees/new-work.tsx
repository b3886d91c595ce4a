import { useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { hosts } from '../fleet/fleet.ts'

/** The set-up command of a repository, and the digest of its content. */
interface Setup {
  readonly command: string
  readonly digest: string
}

interface Made {
  readonly setup?: Setup
  readonly name?: string
  readonly notes?: readonly string[]
}

const EMPTY = { name: '', host: 'local', repoRoot: '', baseBranch: '', agent: 'claude' }
const MORE = { scriptCommand: '', prompt: '' }
type Fields = typeof EMPTY & typeof MORE

const FIELDS = [
  { field: 'name', label: 'Name', hint: 'Fix the login' },
  { field: 'repoRoot', label: 'Repository, a path on that host', hint: '/home/user/src/shop' },
  { field: 'baseBranch', label: 'Base branch', hint: 'main' },
  { field: 'agent', label: 'Agent', hint: 'claude' },
  { field: 'scriptCommand', label: 'Script after each iteration', hint: 'npm test' },
] as const

/** Creates a worktree session. A set-up command of its repository is shown whole before it may run. */
export function NewWork({
  ask,
  onMade,
}: {
  readonly ask: AskServer
  readonly onMade: () => Promise<void>
}) {
  const [fields, setFields] = useState<Fields>({ ...EMPTY, ...MORE })
  const [setup, setSetup] = useState<Setup | null>(null)
  const [said, setSaid] = useState('')
  const put = (field: keyof Fields, value: string) => setFields(now => ({ ...now, [field]: value }))

  async function create(seen: string): Promise<void> {
    setSetup(null)
    setSaid('Creating the worktree session.')
    const filled = Object.entries(fields).filter(([, value]) => value.trim() !== '')
    const body = { ...Object.fromEntries(filled), setup: seen }
    const { data, message, success } = await ask<Made>('/api/v1/worktrees', {
      ...{ method: 'POST', body },
    })
    setSaid(
      [message ?? '', success ? `Created ${data?.name}.` : '', ...(data?.notes ?? [])].join(' '),
    )
    if (data?.setup) setSetup(data.setup)
    if (!success) return
    // While the request ran, the user may have typed into the form for the next session: only unchanged fields are
    // emptied.
    const kept = (now: Fields, field: 'name' | 'prompt') =>
      now[field] === fields[field] ? '' : now[field]
    setFields(now => ({ ...now, name: kept(now, 'name'), prompt: kept(now, 'prompt') }))
    await onMade()
  }

  return (
    <details class="card">
      <summary>New worktree session</summary>
      <form
        class="new-work"
        onSubmit={event => {
          event.preventDefault()
          void create('ask')
        }}
      >
        <WorkFields fields={fields} put={put} />
        <button type="submit" disabled={!fields.name.trim() || !fields.repoRoot.trim()}>
          Create
        </button>
      </form>
      {setup && <SetupQuestion setup={setup} create={create} cancel={() => setSetup(null)} />}
      <p role="status">{said}</p>
    </details>
  )
}

function WorkFields({
  fields,
  put,
}: {
  readonly fields: Fields
  readonly put: (field: keyof Fields, value: string) => void
}) {
  return (
    <>
      <label>
        Host
        <select value={fields.host} onChange={event => put('host', event.currentTarget.value)}>
          {[...hosts.value.keys()].map(name => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {FIELDS.map(({ field, label, hint }) => (
        <label key={field}>
          {label}
          <input
            placeholder={hint}
            value={fields[field]}
            onInput={event => put(field, event.currentTarget.value)}
          />
        </label>
      ))}
      <label>
        Prompt
        <textarea
          rows={3}
          placeholder="What the agent should do"
          value={fields.prompt}
          onInput={event => put('prompt', event.currentTarget.value)}
        />
      </label>
    </>
  )
}

/** Shows a set-up command whole, and asks whether it may run. */
function SetupQuestion({
  setup,
  create,
  cancel,
}: {
  readonly setup: Setup
  readonly create: (seen: string) => Promise<void>
  readonly cancel: () => void
}) {
  return (
    <div role="alert">
      <pre class="setup">{setup.command}</pre>
      <div class="acts">
        <button type="button" onClick={() => create(setup.digest)}>
          Run the command in the new worktree
        </button>
        <button type="button" onClick={() => create('skip')}>
          Create without the command
        </button>
        <button type="button" onClick={cancel}>
          Cancel
        </button>
      </div>
    </div>
  )
}
