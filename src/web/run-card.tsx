import { useCallback, useEffect, useState } from 'preact/hooks'
import { ask, post } from './api.ts'
import { role } from './fleet.ts'

export interface Run {
  readonly id: string
  readonly host: string
  readonly state: 'running' | 'ended' | 'gone'
  readonly exitCode: number | null
  readonly agent: string
  readonly title: string
  readonly createdAt: string
}

interface Event {
  readonly id: string
  readonly type: string
  readonly text?: string
  readonly toolName?: string
  readonly error?: string
  readonly message?: string
}

interface Asked {
  readonly interactionId: string
  readonly type: 'approval_request' | 'input_required'
  readonly action?: string
  readonly detail?: string
  readonly question?: string
  readonly options?: readonly string[]
}

interface Told {
  readonly asks: readonly Asked[]
  readonly events: readonly Event[]
}

/** What a run asks, and, where it is open, what it has said and done of late. */
export function RunCard({ run, isOpen, every }: { run: Run; isOpen: boolean; every: number }) {
  const [told, setTold] = useState<Told | null>(null)
  const path = `/api/v1/runs/${encodeURIComponent(run.id)}`
  const read = useCallback(async () => {
    if (document.hidden) return
    const { data } = await ask<Told>(path)
    if (data) setTold(data)
  }, [path])
  useEffect(() => {
    void read()
    if (run.state !== 'running') return
    const timer = setInterval(read, every)
    return () => clearInterval(timer)
  }, [read, run.state, every])

  const [first] = told?.asks ?? []
  return (
    <>
      {first && <Question key={first.interactionId} path={path} asked={first} answered={read} />}
      {isOpen && (
        <>
          <ol class="told">
            {told?.events.flatMap(event => {
              const line = lineOf(event)
              return line === null ? [] : [<li key={event.id}>{line}</li>]
            })}
          </ol>
          {run.state === 'running' && role.value !== 'viewer' && (
            <button type="button" onClick={() => post(`${path}/stop`).then(read)}>
              Stop
            </button>
          )}
        </>
      )}
    </>
  )
}

function Question({
  path,
  asked,
  answered,
}: {
  path: string
  asked: Asked
  answered: () => Promise<void>
}) {
  const [said, setSaid] = useState('')
  const [words, setWords] = useState('')
  const { interactionId, options = [] } = asked

  async function say(what: 'approve' | 'input', body: unknown): Promise<void> {
    const { success, message } = await post(`${path}/${what}`, body)
    setSaid(success ? 'Sent.' : (message ?? 'It was not sent.'))
    await answered()
  }

  const isApproval = asked.type === 'approval_request'
  return (
    <section class="question" aria-label="Question of the run">
      <p class="asked">{isApproval ? `${asked.action}: ${asked.detail}` : asked.question}</p>
      {role.value !== 'viewer' && (
        <div class="choices">
          {isApproval
            ? (['allow', 'deny'] as const).map(decision => (
                <button
                  type="button"
                  key={decision}
                  onClick={() => say('approve', { decision, interactionId })}
                >
                  {decision}
                </button>
              ))
            : options.map(text => (
                <button type="button" key={text} onClick={() => say('input', { text })}>
                  {text}
                </button>
              ))}
        </div>
      )}
      {role.value !== 'viewer' && !isApproval && (
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

/** What a person reads of an event; null: nothing. */
function lineOf({ type, text, toolName, error, message }: Event): string | null {
  if (type === 'message_stop') return text ?? null
  if (type === 'tool_call_ready') return `> ${toolName}`
  if (type === 'tool_error') return `! ${toolName}: ${error}`
  if (type === 'error' || type.endsWith('_error')) return `! ${message}`
  return type === 'approval_granted' || type === 'approval_denied' ? type.slice(9) : null
}
