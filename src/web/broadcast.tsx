import { useState } from 'preact/hooks'
import { post } from './fleet/api.ts'

interface Plan {
  readonly plan: string
  readonly recipients: readonly {
    readonly target: string
    readonly command: string
    readonly failure: { readonly sentence: string } | null
  }[]
}

interface Report {
  readonly receipts: readonly {
    readonly target: string
    readonly word: string
    readonly failure: { readonly sentence: string } | null
  }[]
}

/** The view that sends a text to several panes. It shows the recipients first, and then sends to exactly these. */
export function Broadcast() {
  const [text, setText] = useState('')
  const [select, setSelect] = useState('')
  const [plan, setPlan] = useState<Plan | null>(null)
  const [report, setReport] = useState<Report | null>(null)
  const [said, setSaid] = useState('')

  async function look(): Promise<void> {
    const who = select.trim() === '' ? { all: true } : { select: [select] }
    const { data, message } = await post<Plan>('/api/v1/broadcasts', { text, ...who, dryRun: true })
    setPlan(data ?? null)
    setReport(null)
    setSaid(message ?? '')
  }

  async function send(): Promise<void> {
    const { data, message } = await post<Report>('/api/v1/broadcasts', { text, plan: plan?.plan })
    setReport(data ?? null)
    setPlan(null)
    setSaid(message ?? '')
  }

  const hearers = plan?.recipients.filter(each => !each.failure).length ?? 0
  return (
    <form
      class="broadcast"
      onSubmit={event => {
        event.preventDefault()
        void look()
      }}
    >
      <h2>Broadcast</h2>
      <label>
        Text{' '}
        <textarea
          rows={3}
          required
          value={text}
          onInput={event => setText(event.currentTarget.value)}
        />
      </label>
      <label>
        To all that match{' '}
        <input
          value={select}
          placeholder="host=gpu* state=idle; empty: all sessions"
          onInput={event => setSelect(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Show recipients</button>
      {plan && (
        <section aria-label="Recipients">
          <ul class="report">
            {plan.recipients.map(({ target, command, failure }) => (
              <li key={target} class={failure ? 'bad' : 'good'}>
                {target} {command} {failure?.sentence}
              </li>
            ))}
          </ul>
          <button type="button" class="primary" disabled={hearers === 0} onClick={send}>
            Send to {hearers}
          </button>
        </section>
      )}
      {report && (
        <ul class="report" aria-label="Delivery report">
          {report.receipts.map(({ target, word, failure }) => (
            <li key={target} class={failure ? 'bad' : 'good'}>
              {target}: {word} {failure?.sentence}
            </li>
          ))}
        </ul>
      )}
      <p role="status">{said}</p>
    </form>
  )
}
