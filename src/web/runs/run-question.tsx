import { useState } from 'preact/hooks'
import type { LiveRun } from '../../state/json/live-run-json.ts'
import { post } from '../fleet/api.ts'
import { role } from '../fleet/fleet.ts'

/** The open question of a run, with its possible answers. If several users answer, the first answer counts. */
export function RunQuestion({ run }: { run: LiveRun }) {
  const [first] = run.asks
  return first ? <Question key={first.interactionId} id={run.id} asked={first} /> : null
}

function Question({ id, asked }: { id: string; asked: LiveRun['asks'][number] }) {
  const [said, setSaid] = useState('')
  const [words, setWords] = useState('')
  const { interactionId, kind, text, options } = asked

  async function say(what: 'approve' | 'input', body: unknown): Promise<void> {
    const path = `/api/v1/runs/${encodeURIComponent(id)}/${what}`
    const { success, message } = await post(path, body)
    setSaid(success ? 'Sent.' : (message ?? 'The answer was not sent.'))
  }

  return (
    <section class="question" aria-label="Question of the run">
      <p class="asked">{text}</p>
      {role.value !== 'viewer' && (
        <div class="choices">
          {kind === 'approval'
            ? (['allow', 'deny'] as const).map(decision => (
                <button
                  type="button"
                  key={decision}
                  onClick={() => say('approve', { decision, interactionId })}
                >
                  {decision}
                </button>
              ))
            : options.map(option => (
                <button type="button" key={option} onClick={() => say('input', { text: option })}>
                  {option}
                </button>
              ))}
        </div>
      )}
      {role.value !== 'viewer' && kind === 'input' && (
        <form
          class="line"
          onSubmit={event => {
            event.preventDefault()
            void say('input', { text: words })
          }}
        >
          <input
            aria-label="Answer in words"
            value={words}
            onInput={event => setWords(event.currentTarget.value)}
          />
          <button type="submit" disabled={words === ''}>
            Answer
          </button>
        </form>
      )}
      <p role="status">{said}</p>
    </section>
  )
}
