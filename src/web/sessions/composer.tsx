import { useRef, useState } from 'preact/hooks'
import { type Answer, panePath, post } from '../fleet/api.ts'
import { linkState } from '../fleet/live-connection.ts'

interface Receipts {
  readonly receipts: readonly { readonly word: string; readonly note: string | null }[]
}

/** Keys that phones do not have. */
const KEYS = [
  'Escape',
  'Tab',
  'C-c',
  'Up',
  'Down',
  'Left',
  'Right',
  'Enter',
  'y',
  'n',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
]
const LABELS: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  'C-c': '^C',
  Enter: '⏎',
  Up: '↑',
  Down: '↓',
  Left: '←',
  Right: '→',
}

/** Accessible names of keys whose label is a symbol. */
const NAMES: Readonly<Record<string, string>> = {
  'C-c': 'Ctrl-C',
  Enter: 'Enter',
  Up: 'Up',
  Down: 'Down',
  Left: 'Left',
  Right: 'Right',
}

/** The letter that was typed into the text, in lower case; null: the change was another one. */
function typedLetter(before: string, after: string): string | null {
  if (after.length !== before.length + 1) return null
  const at = after.split('').findIndex((unit, index) => unit !== before[index])
  const letter = after[at] ?? ''
  const rest = after.slice(0, at) + after.slice(at + 1)
  return rest === before && /^[a-z]$/i.test(letter) ? letter.toLowerCase() : null
}

/**
 * The input line of a pane, and buttons for keys such as Ctrl, Esc and the arrows. Text typed while the server was
 * unreachable is sent only after a confirmation.
 */
export function Composer({ pane }: { pane: string }) {
  const [text, setText] = useState('')
  const [said, setSaid] = useState('')
  const [isCtrl, setCtrl] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  /** Whether the text was typed while the server was unreachable. */
  const [held, setHeld] = useState(false)
  const isLive = linkState.value.kind === 'live'

  async function send(body: { text: string; mode: string }): Promise<boolean> {
    const answer: Answer<Receipts> = await post(panePath(pane, 'send'), body)
    const [receipt] = answer.data?.receipts ?? []
    setSaid(
      answer.success
        ? `${receipt?.word ?? 'sent'}${receipt?.note ? `: ${receipt.note}` : ''}`
        : (answer.message ?? ''),
    )
    return answer.success
  }

  async function submit(): Promise<void> {
    if (!isLive) {
      setHeld(true)
      setSaid(
        'The server is not reachable. When the server is back, fleetmux asks whether to send this text.',
      )
      return
    }
    if (
      held &&
      !confirm(`Send this text now? You typed it while the server was not reachable:\n\n${text}`)
    )
      return
    setHeld(false)
    if (await send({ text, mode: 'submit' })) setText('')
  }

  const press = (key: string) => {
    const name = isCtrl && /^[a-z]$/.test(key) ? `C-${key}` : key
    setCtrl(false)
    void send({ text: name, mode: 'keys' })
  }

  /** After Ctrl, a letter from the keyboard is a key for the pane, and not a part of the text. */
  function type(next: string): boolean {
    const letter = isCtrl && isLive ? typedLetter(text, next) : null
    if (letter) press(letter)
    else setText(next)
    return letter === null
  }

  return (
    <section class="composer" aria-label="Type into the pane">
      <form
        class="line"
        onSubmit={event => {
          event.preventDefault()
          void submit()
        }}
      >
        <textarea
          rows={1}
          aria-label="Text to send"
          ref={field}
          placeholder={
            isCtrl
              ? 'A letter'
              : held && isLive
                ? 'Not sent yet. Send the text?'
                : 'Text, then Enter'
          }
          value={text}
          onInput={event => {
            // `type` has refused the text, so `text` has not changed and Preact does not update the field: restore it
            // here.
            if (!type(event.currentTarget.value)) event.currentTarget.value = text
          }}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            void submit()
          }}
        />
        <button type="submit" disabled={text === ''}>
          Send
        </button>
      </form>
      <div class="keys" role="toolbar" aria-label="Keys">
        <button
          type="button"
          aria-pressed={isCtrl}
          onClick={() => {
            setCtrl(!isCtrl)
            // The focus makes a phone show its keyboard.
            if (!isCtrl) field.current?.focus()
          }}
        >
          Ctrl
        </button>
        {KEYS.map(key => (
          <button
            type="button"
            key={key}
            aria-label={NAMES[key]}
            disabled={!isLive}
            onClick={() => press(key)}
          >
            {LABELS[key] ?? key}
          </button>
        ))}
      </div>
      <p role="status">{said}</p>
    </section>
  )
}
