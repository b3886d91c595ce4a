import type { EventBody } from '../../event.ts'
import { countAt, listAt, objectAt, textAt } from '../shared/json.ts'
import type { SpokenKind } from '../shared/spoken.ts'
import { unknownLine } from '../shared/unknown-line.ts'
import type { ClaudeParts } from './claude-parts.ts'
import { toolOutcome } from './claude-tools.ts'

/** Lines with messages and tool calls: `assistant`, `user` and, if requested, pieces of them as `stream_event`. */
export interface ClaudeStream {
  assistant(line: unknown): EventBody[]
  user(line: unknown): EventBody[]
  piece(line: unknown): EventBody[]
  /**
   * Called after a line that is not of type `assistant`: the next `assistant` line then begins a new message, unless it
   * has the same message id as the last one.
   */
  pause(): void
  /** Input tokens of the last model call: the current size of the context. */
  context(): number
}

export function createClaudeStream(parts: ClaudeParts): ClaudeStream {
  const { agent, spoken, conversation, calls, problems } = parts
  let stepId: string | undefined
  /** The id of the message that has arrived in pieces. Its complete blocks follow, and repeat the pieces. */
  let streamedId: string | undefined
  let adjacent = false
  let context = 0
  const blocks = new Map<number, string>()

  /**
   * Begins a step (a model call) for a new message. Qwen gives each block of a message its own id; such blocks are
   * adjacent.
   */
  function step(id: string | undefined): EventBody[] {
    const same = id === undefined ? adjacent : id === stepId || (adjacent && agent === 'qwen')
    stepId = id
    return same ? [] : [...spoken.stop(), ...conversation.openStep()]
  }

  function words(kind: SpokenKind, text: string, id: string | undefined): EventBody[] {
    if (id !== undefined && id === streamedId)
      return spoken.open() === kind ? spoken.stop(text) : []
    return text === '' ? [] : spoken.whole(kind, text)
  }

  function block(value: unknown, id: string | undefined): EventBody[] {
    const type = textAt(value, 'type')
    if (type === 'text') return words('message', textAt(value, 'text') ?? '', id)
    if (type === 'thinking') return words('thinking', textAt(value, 'thinking') ?? '', id)
    if (type === 'redacted_thinking') return []
    return type === 'tool_use' ? [...spoken.stop(), ...toolUse(value)] : [unknownLine(value)]
  }

  function toolUse(value: unknown): EventBody[] {
    const [id, name] = [textAt(value, 'id'), textAt(value, 'name')]
    if (id === undefined || name === undefined) return [unknownLine(value)]
    return calls.ready(id, name, objectAt(value).input)
  }

  /** A subagent's text is not an answer of the run and becomes a debug event; its tool calls count as usual. */
  function subagent(line: unknown, id: string): EventBody[] {
    return blocksOf(line).flatMap(value => {
      if (textAt(value, 'type') === 'tool_use') return toolUse(value)
      const text = textAt(value, 'text') ?? textAt(value, 'thinking')
      return text === undefined ? [unknownLine(value)] : [remark(`subagent ${id}: ${text}`)]
    })
  }

  function assistant(line: unknown): EventBody[] {
    const parent = textAt(line, 'parent_tool_use_id')
    if (parent !== undefined) return subagent(line, parent)
    const error = errorText(line, agent)
    const opened = conversation.openTurn()
    if (error !== undefined) {
      const kind = textAt(line, 'error')
      const status = countAt(line, 'api_error_status')
      return [...opened, ...spoken.stop(), ...problems.report({ message: error, kind, status })]
    }
    const id = textAt(line, 'message', 'id')
    const started = step(id)
    adjacent = true
    context = contextOf(line) || context
    return [...opened, ...started, ...blocksOf(line).flatMap(value => block(value, id))]
  }

  function toolResult(value: unknown, line: unknown, only: boolean): EventBody[] {
    const id = textAt(value, 'tool_use_id')
    if (id === undefined) return [unknownLine(value)]
    const details = only ? objectAt(line).tool_use_result : undefined
    const { outcome, images } = toolOutcome(agent, calls.kind(id), value, details)
    return [...spoken.stop(), ...calls.finish(id, outcome), ...images]
  }

  /** Reads tool results only: other content of a user line is the prompt, or Claude's own text for its model. */
  function user(line: unknown): EventBody[] {
    const results = blocksOf(line).filter(value => textAt(value, 'type') === 'tool_result')
    return results.flatMap(value => toolResult(value, line, results.length === 1))
  }

  function piece(line: unknown): EventBody[] {
    if (textAt(line, 'parent_tool_use_id') !== undefined) return []
    const event = objectAt(line, 'event')
    const index = countAt(event, 'index') ?? -1
    switch (textAt(event, 'type')) {
      case 'message_start':
        streamedId = textAt(event, 'message', 'id')
        blocks.clear()
        return [...conversation.openTurn(), ...step(streamedId)]
      case 'content_block_start':
        return blockStart(objectAt(event, 'content_block'), index)
      case 'content_block_delta':
        return delta(objectAt(event, 'delta'), index)
      case 'content_block_stop':
        return spoken.stop()
      case 'message_stop':
        return [...spoken.stop(), ...conversation.closeStep()]
      case 'message_delta':
      case 'goal_state':
      case 'ping':
        return []
      default:
        return [unknownLine(line)]
    }
  }

  function blockStart(value: unknown, index: number): EventBody[] {
    const type = textAt(value, 'type')
    if (type === 'text') return spoken.add('message', textAt(value, 'text') ?? '')
    if (type === 'thinking') return spoken.add('thinking', textAt(value, 'thinking') ?? '')
    const [id, name] = [textAt(value, 'id'), textAt(value, 'name')]
    if (type !== 'tool_use' || id === undefined || name === undefined) return spoken.stop()
    blocks.set(index, id)
    return [...spoken.stop(), ...calls.start(id, name)]
  }

  function delta(value: unknown, index: number): EventBody[] {
    const text = textAt(value, 'text')
    if (text !== undefined) return spoken.add('message', text)
    const thought = textAt(value, 'thinking')
    if (thought !== undefined) return spoken.add('thinking', thought)
    return calls.delta(blocks.get(index) ?? '', textAt(value, 'partial_json') ?? '')
  }

  return {
    assistant,
    user,
    piece,
    pause: () => {
      adjacent = false
    },
    context: () => context,
  }
}

/** The blocks of a message. A plain text counts as one block. */
function blocksOf(line: unknown): readonly unknown[] {
  const text = textAt(line, 'message', 'content')
  return text === undefined ? listAt(line, 'message', 'content') : [{ type: 'text', text }]
}

/** The text of an error that is written as an answer of the model; undefined: it is not an error. */
function errorText(line: unknown, agent: string): string | undefined {
  const text = blocksOf(line)
    .map(value => textAt(value, 'text') ?? '')
    .join('')
  const marked = textAt(line, 'error') !== undefined || objectAt(line).is_api_error_message === true
  return marked || (agent === 'qwen' && text.startsWith('[API Error: ')) ? text : undefined
}

function contextOf(line: unknown): number {
  const names = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']
  const usage = objectAt(line, 'message', 'usage')
  return names.reduce((sum, name) => sum + (countAt(usage, name) ?? 0), 0)
}

function remark(message: string): EventBody {
  return { type: 'debug', level: 'info', message: message.slice(0, 2_000) }
}
