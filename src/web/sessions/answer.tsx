import { useState } from 'preact/hooks'
import { isProbable } from '../../state/agents/need.ts'
import type { LivePaneInfo } from '../../state/json/live-message.ts'
import { panePath, post } from '../fleet/api.ts'
import { role } from '../fleet/fleet.ts'

/** The question of an agent with its choices. A choice is sent only if the question is still the same. */
export function Answer({ pane }: { pane: LivePaneInfo }) {
  const [said, setSaid] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [words, setWords] = useState('')
  const question = pane.agent?.question
  if (pane.agent?.state !== 'waiting') return null
  if (!question)
    return (
      <p class="question">The agent waits, but its question could not be read: check its screen.</p>
    )

  async function answer(how: { key: string } | { text: string }): Promise<void> {
    setBusy(true)
    const { success, message } = await post(panePath(pane.id, 'answer'), {
      question: question?.text,
      ...how,
    })
    setBusy(false)
    setSaid(success ? 'Sent.' : (message ?? 'The answer was not sent.'))
  }

  const canAnswer = role.value !== 'viewer'
  const takesText = question.kind === 'text' || question.choices.length === 0
  return (
    <section class="question" aria-label="Question of the agent">
      <p class="asked">{question.text}</p>
      {isProbable(pane.agent) && (
        <p class="unsure">This may be a question: check the screen first.</p>
      )}
      {canAnswer && (
        <div class="choices">
          {question.choices.map(({ key, label }) => (
            <button type="button" key={key} disabled={isBusy} onClick={() => answer({ key })}>
              <kbd>{key}</kbd> {label}
            </button>
          ))}
        </div>
      )}
      {canAnswer && takesText && (
        <form
          class="line"
          onSubmit={event => {
            event.preventDefault()
            void answer({ text: words })
          }}
        >
          <input
            aria-label="Answer in words"
            value={words}
            onInput={event => setWords(event.currentTarget.value)}
          />
          <button type="submit" disabled={isBusy || words === ''}>
            Answer
          </button>
        </form>
      )}
      <p role="status">{said}</p>
    </section>
  )
}
