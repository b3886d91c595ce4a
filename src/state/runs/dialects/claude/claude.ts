import type { Dialect, Outgoing, Reading, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { isDeep } from '../shared/debug-line.ts'
import { authError } from '../shared/errors.ts'
import { type Json, textAt } from '../shared/json.ts'
import { takesNoText } from '../shared/one-way.ts'
import { unknownLine } from '../shared/unknown-line.ts'
import { createClaudeControl } from './claude-control.ts'
import { type ClaudeAgent, type ClaudeParts, createClaudeParts } from './claude-parts.ts'
import { createClaudeResults } from './claude-result.ts'
import { createClaudeStream } from './claude-stream.ts'
import { readRateLimit, readSystem } from './claude-system.ts'

export interface ClaudeKind {
  readonly agent: ClaudeAgent
  /** Whether the agent asks for approvals and accepts further texts, as with `--input-format stream-json`. */
  readonly twoWay: boolean
}

/** The lines of `claude -p --output-format stream-json --verbose`, and of agents with the same format. */
export function createClaude(speech: Speech, { agent, twoWay }: ClaudeKind): Dialect {
  const parts = createClaudeParts(speech, agent)
  const { spoken, conversation } = parts
  const stream = createClaudeStream(parts)
  const results = createClaudeResults(speech, parts)
  const control = createClaudeControl(speech, parts.refused)
  let model: string | null = null
  let over = false

  function read(line: unknown): Reading {
    if (isDeep(line)) return { events: [unknownLine(line)] }
    const type = textAt(line, 'type')
    if (type === 'control_request' && twoWay) return control.ask(line)
    const events = eventsOf(type, line)
    if (type !== 'assistant') stream.pause()
    return { events }
  }

  function eventsOf(type: string | undefined, line: unknown): EventBody[] {
    switch (type) {
      case 'system':
        return system(line)
      case 'assistant':
        return within(() => stream.assistant(line))
      case 'stream_event':
        return within(() => stream.piece(line))
      case 'user':
        return stream.user(line)
      case 'result':
        return result(line)
      case 'rate_limit_event':
        return readRateLimit(line)
      case 'control_response':
        return control.answered(line)
      case 'control_cancel_request':
        return control.withdraw(line)
      case 'tool_progress':
      case 'keep_alive':
        return []
      default:
        return [unknownLine(line)]
    }
  }

  function system(line: unknown): EventBody[] {
    if (textAt(line, 'subtype') === 'init') model = textAt(line, 'model') ?? model
    if (isReport(line) && parts.calls.working()) results.reopen()
    return within(() => readSystem(line, parts))
  }

  /**
   * Calls `work`, which reads a line. If the line begins a turn, discards the result of the turn before, since the run
   * did not end with it.
   */
  function within(work: () => EventBody[]): EventBody[] {
    const before = conversation.turnCount()
    const events = work()
    if (conversation.turnCount() > before) results.reopen()
    return events
  }

  function result(line: unknown): EventBody[] {
    const events = results.read(line, stream.context())
    parts.problems.clear()
    return results.closing() === 'interrupted'
      ? [...control.close('interrupted'), ...events]
      : events
  }

  return {
    begin: () => (twoWay ? [userLine('prompt', promptOf(speech))] : []),
    read,
    readText: line => readText(line, parts),
    decide: control.decide,
    sent: (key, line) => ({ events: key.startsWith('answer.') ? control.sent(line) : [] }),
    say(text, nth) {
      if (!twoWay) throw takesNoText(agent)
      return [userLine(`say.${nth}`, text)]
    },
    interrupt: () => (twoWay ? [interruptLine(conversation.turnCount())] : []),
    end() {
      over = true
      const left = [...spoken.stop(), ...control.close('the run has ended')]
      return { events: [...left, ...conversation.end(results.cost())] }
    },
    state: () => ({
      // If a subagent is still working, the result is not the end: another result follows.
      closing: !over && parts.calls.working() ? null : results.closing(),
      sessionId: conversation.sessionId(),
      model,
      open: control.open(),
      turnCount: conversation.turnCount(),
      text: spoken.last(),
    }),
  }
}

/** Whether a background subagent has completed: Claude then takes another turn to read its result. */
function isReport(line: unknown): boolean {
  return textAt(line, 'subtype') === 'task_notification' && textAt(line, 'status') === 'completed'
}

/**
 * How a missing login is reported outside of the JSON stream. Amp prints it to stdout, and waits forever. Words that
 * any program may print (an MCP server: "unauthorized") do not count.
 */
const NO_LOGIN: Readonly<Record<ClaudeAgent, RegExp>> = {
  claude: /^(?:not logged in|invalid api key)|please run \/login/i,
  amplihack: /^(?:not logged in|invalid api key)|please run \/login/i,
  amp: /ampcode\.com\/auth|amp login|(?:set|missing|no) .{0,40}AMP_API_KEY/i,
  qwen: /(?:set|missing|specify|require).{0,80}OPENAI_API_KEY|no auth type is selected/i,
}

function readText(line: string, { agent }: ClaudeParts): Reading | null {
  if (NO_LOGIN[agent].test(line)) return { events: [authError(agent, line)] }
  if (!/cannot be used with root/.test(line)) return null
  const message = `${line}. Claude takes --yolo from root only in a sandbox: --env IS_SANDBOX=1 declares this host as a sandbox.`
  return { events: [{ type: 'error', code: 'root', message, recoverable: false }] }
}

/** The prompt in Claude's input format: images before the text that is about them. */
function promptOf({ prompt, images = [] }: Speech): string | readonly Json[] {
  if (images.length === 0) return prompt
  const blocks = images.map(({ mimeType, data }) => ({
    type: 'image',
    source: { type: 'base64', media_type: mimeType, data },
  }))
  return [...blocks, { type: 'text', text: prompt }]
}

function userLine(key: string, content: string | readonly Json[]): Outgoing {
  const message = { role: 'user', content }
  const line = { type: 'user', message, parent_tool_use_id: null, session_id: '' }
  return { key, line: JSON.stringify(line) }
}

/** Interrupts this turn. Repeated interrupts of a turn have the same key, so only one is sent. */
function interruptLine(turn: number): Outgoing {
  const key = `interrupt.${turn}`
  const line = { type: 'control_request', request_id: key, request: { subtype: 'interrupt' } }
  return { key, line: JSON.stringify(line) }
}
