import { useState } from 'preact/hooks'
import { post } from '../fleet/api.ts'
import { hosts } from '../fleet/fleet.ts'

const EMPTY = { agent: 'claude', host: 'local', cwd: '', permissions: 'ask', model: '', prompt: '' }
type Fields = typeof EMPTY

const INPUTS = [
  { field: 'agent', label: 'Agent', hint: 'claude' },
  { field: 'cwd', label: 'Directory, a path on that host', hint: '~/src/shop' },
  { field: 'model', label: "Model (empty: the agent's own)", hint: 'opus' },
] as const

const PERMISSIONS = [
  { value: 'ask', label: 'ask before it changes anything' },
  { value: 'deny', label: 'allow only reading' },
  { value: 'allow', label: 'allow everything' },
] as const

/** The form that starts a run. `onStarted` gets the id of the new run. */
export function RunForm({ onStarted }: { readonly onStarted: (id: string) => void }) {
  const [fields, setFields] = useState<Fields>(EMPTY)
  const [said, setSaid] = useState('')
  const [isStarting, setStarting] = useState(false)
  const put = (field: keyof Fields, value: string) => setFields(now => ({ ...now, [field]: value }))
  const isFilled = [fields.agent, fields.cwd, fields.prompt].every(value => value.trim() !== '')

  async function start(): Promise<void> {
    setStarting(true)
    setSaid(`Starting ${fields.agent} on ${fields.host}.`)
    const [agent, cwd, model] = [fields.agent.trim(), fields.cwd.trim(), fields.model.trim()]
    const { host, permissions, prompt } = fields
    const body = { agent, host, cwd, permissions, prompt, ...(model && { model }) }
    const { data, message } = await post<{ readonly id: string }>('/api/v1/runs', body)
    setStarting(false)
    setSaid(message ?? '')
    if (!data) return
    // The user may already have written the next prompt.
    setFields(now => (now.prompt === prompt ? { ...now, prompt: '' } : now))
    onStarted(data.id)
  }

  return (
    <details class="card">
      <summary>New run</summary>
      <form
        class="new-work"
        onSubmit={event => {
          event.preventDefault()
          void start()
        }}
      >
        <Choice
          label="Host"
          value={fields.host}
          options={[...hosts.value.keys()].map(name => ({ value: name, label: name }))}
          choose={value => put('host', value)}
        />
        {INPUTS.map(({ field, label, hint }) => (
          <label key={field}>
            {label}
            <input
              autocapitalize="none"
              placeholder={hint}
              value={fields[field]}
              onInput={event => put(field, event.currentTarget.value)}
            />
          </label>
        ))}
        <Choice
          label="Permissions"
          value={fields.permissions}
          options={PERMISSIONS}
          choose={value => put('permissions', value)}
        />
        <label>
          Prompt
          <textarea
            rows={3}
            placeholder="What the agent should do"
            value={fields.prompt}
            onInput={event => put('prompt', event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={isStarting || !isFilled}>
          Start
        </button>
      </form>
      <p role="status">{said}</p>
    </details>
  )
}

function Choice({
  label,
  value,
  options,
  choose,
}: {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly choose: (value: string) => void
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={event => choose(event.currentTarget.value)}>
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  )
}
