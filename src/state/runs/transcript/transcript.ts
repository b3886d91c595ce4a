import type { Passage } from '../../model/fleet-run.ts'
import { type CleanLines, clean, cleanLines, says } from '../../text/clean.ts'
import type { RunEvent } from '../event.ts'
import type { RunResult } from '../result-schema.ts'
import { inputDiff } from './input-diff.ts'
import { noteOf } from './passage-note.ts'
import { endText } from './run-text.ts'

/** The conversation with the agent of a run, made from its events. Old passages are dropped if there are too many. */
export interface Passages {
  add(event: RunEvent): void
  /** Adds the last passage: how the run ended. */
  end(result: RunResult): void
  /** The changes since the last call: the passages (pieces) with index `from` and higher; null: no change. */
  changes(): {
    readonly from: number
    readonly passages: readonly Passage[]
    readonly isCut: boolean
  } | null
}

/** Maximum number of passages (pieces of the conversation); if there are more, the `FEWER` oldest are dropped. */
const [MOST, FEWER] = [2000, 500]
/** Maximum length of a message, of a tool's input, and of its output, in characters; the rest is cut off. */
const [LONGEST, INPUT, OUTPUT] = [64 * 1024, 8 * 1024, 16 * 1024]

type Tool = Extract<Passage, { kind: 'tool' }>

export function createPassages(): Passages {
  const kept: Passage[] = []
  let changed = Number.POSITIVE_INFINITY
  let isCut = false
  /** The uncleaned text so far of the message that is arriving, and whether the stored passage lacks the end of it. */
  let said = ''
  let isBehind = false

  /** Stores the text so far of the arriving message. Not called for each piece: cleaning the text takes time. */
  function catchUp(): void {
    const last = kept.at(-1)
    if (isBehind && last && (last.kind === 'text' || last.kind === 'thought'))
      put(kept.length - 1, { ...last, text: linesOf(said, LONGEST) })
    isBehind = false
  }

  function push(passage: Passage): void {
    catchUp()
    if (kept.length >= MOST) {
      kept.splice(0, FEWER)
      isCut = true
      changed = 0
    }
    changed = Math.min(changed, kept.length)
    kept.push(passage)
  }

  function put(at: number, passage: Passage): void {
    kept[at] = passage
    changed = Math.min(changed, at)
  }

  function say(kind: 'text' | 'thought', delta: string): void {
    const last = kept.at(-1)
    const goesOn = last?.kind === kind && last.isOpen
    if (!goesOn) push({ kind, text: NOTHING, isOpen: true })
    said = (goesOn ? said : '') + delta
    isBehind = true
    changed = Math.min(changed, kept.length - 1)
    if (said.length <= LONGEST) return
    // If a message (text or thought) becomes too long for one passage, the rest of it begins a new passage.
    catchUp()
    const full = kept.at(-1)
    if (full?.kind === kind) put(kept.length - 1, { ...full, isOpen: false })
    said = ''
  }

  /** Marks a message as complete. If it has not arrived in pieces, adds it with its complete text. */
  function close(kind: 'text' | 'thought', text: string): void {
    catchUp()
    const at = kept.findLastIndex(each => each.kind === kind)
    const known = kept[at]
    if (known?.kind === kind && known.isOpen) put(at, { ...known, isOpen: false })
    else if (text.trim() !== '' && !(known?.kind === kind && known.text === linesOf(text, LONGEST)))
      push({ kind, text: linesOf(text, LONGEST), isOpen: false })
    said = ''
  }

  function tool(call: string, name: string, change: (known: Tool) => Tool): void {
    const at = kept.findLastIndex(each => each.kind === 'tool' && each.call === call)
    const known = kept[at]
    if (known?.kind === 'tool') put(at, change(known))
    else push(change({ ...NEW_TOOL, call, name: clean(name, 200) }))
  }

  /** Changes the last tool call, which events without a call id belong to. */
  function lastTool(change: (known: Tool) => Tool): void {
    const at = kept.findLastIndex(each => each.kind === 'tool')
    const known = kept[at]
    if (known?.kind === 'tool') put(at, change(known))
  }

  function answer(interaction: string, words: string): void {
    const at = kept.findLastIndex(each => each.kind === 'ask' && each.interaction === interaction)
    const known = kept[at]
    if (known?.kind === 'ask') put(at, { ...known, answer: clean(words) })
    else note('info', words)
  }

  function note(tone: 'info' | 'good' | 'bad', text: string): void {
    push({ kind: 'note', tone, text: clean(text) })
  }

  function add(event: RunEvent): void {
    switch (event.type) {
      case 'text_delta':
        say('text', event.delta)
        break
      case 'message_stop':
        close('text', event.text)
        break
      case 'thinking_delta':
        say('thought', event.delta)
        break
      case 'thinking_stop':
        close('thought', event.thinking)
        break
      case 'approval_request':
        push({
          kind: 'ask',
          interaction: event.interactionId,
          text: linesOf(`${event.action}: ${event.detail}`, INPUT),
          answer: null,
        })
        break
      case 'input_required':
        push({
          kind: 'ask',
          interaction: event.interactionId,
          text: linesOf([event.question, ...(event.options ?? [])].join('\n  '), INPUT),
          answer: null,
        })
        break
      case 'approval_granted':
        answer(event.interactionId, 'allowed')
        break
      case 'approval_denied':
        answer(event.interactionId, event.reason ? `denied: ${event.reason}` : 'denied')
        break
      default:
        if (!addTool(event)) addNote(event)
    }
  }

  /** Adds the event to the passage of its tool call. Returns false if it belongs to no tool call. */
  function addTool(event: RunEvent): boolean {
    switch (event.type) {
      case 'tool_call_start':
        tool(event.toolCallId, event.toolName, known => known)
        return true
      case 'tool_call_ready':
        tool(event.toolCallId, event.toolName, known => withInput(known, event.input))
        return true
      case 'mcp_tool_call_start':
        tool(event.toolCallId, event.toolName, known =>
          withInput({ ...known, name: says`${event.server}/${event.toolName}` }, event.input),
        )
        return true
      case 'tool_result':
      case 'mcp_tool_result':
        tool(event.toolCallId, event.toolName, known => ({
          ...known,
          state: known.state === 'failed' ? 'failed' : 'done',
          ...(known.output === '' && { output: linesOf(plain(event.output), OUTPUT) }),
        }))
        return true
      case 'tool_error':
      case 'mcp_tool_error':
        tool(event.toolCallId, event.toolName, known => ({
          ...known,
          state: 'failed',
          output: linesOf(event.error, OUTPUT),
        }))
        return true
      case 'file_patch': {
        const { diff } = event
        if (diff) lastTool(known => ({ ...known, diff: linesOf(diff, OUTPUT) }))
        return true
      }
      case 'shell_stdout_delta':
      case 'shell_stderr_delta':
        lastTool(known => withOutput(known, event.delta))
        return true
      case 'shell_exit':
        if (event.exitCode !== 0) lastTool(known => ({ ...known, state: 'failed' }))
        return true
      default:
        return false
    }
  }

  function addNote(event: RunEvent): void {
    const told = noteOf(event)
    if (told) note(...told)
  }

  return {
    add,
    end(result) {
      const { isOk, words } = endText(result)
      note(isOk ? 'good' : 'bad', words)
    },
    changes() {
      catchUp()
      if (changed === Number.POSITIVE_INFINITY) return null
      const from = Math.min(changed, kept.length)
      changed = Number.POSITIVE_INFINITY
      return { from, passages: kept.slice(from), isCut }
    },
  }
}

const NOTHING = cleanLines('')
const NEW_TOOL = {
  kind: 'tool',
  input: NOTHING,
  output: NOTHING,
  diff: NOTHING,
  state: 'running',
} as const

function withInput(known: Tool, input: unknown): Tool {
  const text = linesOf(plain(input), INPUT)
  return { ...known, input: text, diff: linesOf(inputDiff(input), OUTPUT) }
}

/** Adds to the output of a tool, unless the output has reached its maximum length. */
function withOutput(known: Tool, delta: string): Tool {
  if (known.output.length > OUTPUT) return known
  return { ...known, output: linesOf(`${known.output}${delta}`, OUTPUT) }
}

/** A text unchanged, anything else as JSON. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined ? '' : JSON.stringify(value)
}

function linesOf(text: string, most: number): CleanLines {
  const whole = text.length > most ? `${text.slice(0, most)}…` : text
  return cleanLines(whole.replaceAll('\t', '    ').replaceAll('\r\n', '\n'))
}
