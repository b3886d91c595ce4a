import type { EventBody } from '../../event.ts'
import { ifDefined, isObject, type Json } from './json.ts'
import { kindOf } from './tool-risk.ts'
import { commandOf, contentOf, firstText, type McpTool, pathOf } from './tools.ts'

/** The outcome of a call, as far as the agent reports it. */
export interface Outcome {
  readonly output: unknown
  /** The error message, if the call has failed. */
  readonly error?: string
  readonly durationMs?: number
  /** For a command: its exit code. Undefined: the agent does not report it, and no `shell_exit` is emitted. */
  readonly exitCode?: number
  readonly stdout?: string
  readonly stderr?: string
  /** For a written file: whether the file is new. */
  readonly created?: boolean
  /** For a written file: its changes. */
  readonly diff?: string
  /** For a subagent: its answer. */
  readonly summary?: string
  /** For a subagent: whether it continues in the background, so that its end is reported separately. */
  readonly later?: boolean
}

/** The tool calls of a run, and the events for them and their effects. */
export interface Calls {
  start(id: string, name: string): EventBody[]
  delta(id: string, delta: string): EventBody[]
  /** @param refused the call is already known to be refused */
  ready(id: string, name: string, input: unknown, refused?: boolean): EventBody[]
  /** Ends a call that the method `ready` has reported as begun. A second end of the same call is ignored. */
  finish(id: string, outcome: Outcome): EventBody[]
  /** Called when a background subagent has ended. */
  endSubagent(
    id: string,
    outcome: { readonly summary?: string; readonly error?: string },
  ): EventBody[]
  /** Whether a background subagent is still running. */
  working(): boolean
  kind(id: string): string | undefined
  input(id: string): unknown
  known(id: string): boolean
}

interface Call {
  readonly name: string
  input: Json
  accumulated: string
  ready: boolean
  done: boolean
  /** For a subagent: whether it continued in the background after the call had returned. */
  left: boolean
  /** For a subagent: whether its end was reported. */
  ended: boolean
}

/**
 * Maximum length of `inputAccumulated` (a call's input so far) in a `tool_input_delta` event, in characters. Later
 * events of the call have only the new piece of the input.
 */
const MOST = 16_384

/**
 * Commands, subagents and MCP calls are reported as started when the agent calls them, because streams do not show when
 * a call is executed. A call that is refused later has a `tool_error`, and no end event of its kind.
 */
export function createCalls(mcp: (toolName: string) => McpTool | null): Calls {
  const calls = new Map<string, Call>()

  function start(id: string, name: string): EventBody[] {
    if (calls.has(id)) return []
    const fresh = {
      name,
      input: {},
      accumulated: '',
      ready: false,
      done: false,
      left: false,
      ended: false,
    }
    calls.set(id, fresh)
    return [{ type: 'tool_call_start', toolCallId: id, toolName: name }]
  }

  function delta(id: string, piece: string): EventBody[] {
    const call = calls.get(id)
    if (!call || piece === '') return []
    call.accumulated += piece
    const inputAccumulated = call.accumulated.length <= MOST ? call.accumulated : undefined
    return [
      {
        type: 'tool_input_delta',
        toolCallId: id,
        delta: piece,
        ...ifDefined('inputAccumulated', inputAccumulated),
      },
    ]
  }

  function ready(id: string, name: string, input: unknown, refused = false): EventBody[] {
    const started = start(id, name)
    const call = calls.get(id)
    if (!call || call.ready) return started
    call.ready = true
    call.input = isObject(input) ? input : {}
    return [
      ...started,
      { type: 'tool_call_ready', toolCallId: id, toolName: call.name, input },
      ...(refused ? [] : begun(id, call, mcp(call.name))),
    ]
  }

  function finish(id: string, outcome: Outcome): EventBody[] {
    const call = calls.get(id)
    if (call?.done) return []
    if (!call) return [result(id, 'unknown', outcome)]
    call.done = true
    call.left = outcome.later === true
    const subagent = kindOf(call.name) === 'subagent' && !mcp(call.name)
    return [
      ...(subagent ? [] : ended(id, call, mcp(call.name), outcome)),
      ...(subagent && !outcome.later ? endSubagent(id, outcome) : []),
      result(id, call.name, outcome),
    ]
  }

  function endSubagent(id: string, outcome: { summary?: string; error?: string }): EventBody[] {
    const call = calls.get(id)
    if (!call || call.ended) return []
    call.ended = true
    const who = { subagentId: id, agentName: agentName(call) }
    return outcome.error === undefined
      ? [{ type: 'subagent_result', ...who, summary: outcome.summary ?? '' }]
      : [{ type: 'subagent_error', ...who, error: outcome.error }]
  }

  return {
    start,
    delta,
    ready,
    finish,
    endSubagent,
    working: () => [...calls.values()].some(({ left, ended }) => left && !ended),
    kind: id => (calls.has(id) ? kindOf(calls.get(id)?.name ?? '') : undefined),
    input: id => calls.get(id)?.input,
    known: id => calls.has(id),
  }
}

function begun(id: string, call: Call, mcp: McpTool | null): EventBody[] {
  const { name, input } = call
  if (mcp) return [{ type: 'mcp_tool_call_start', ...mcpCall(id, mcp), input }]
  const kind = kindOf(name)
  if (kind === 'shell') return shellStart(input)
  if (kind === 'skill') return skill(input)
  if (kind !== 'subagent') return []
  const prompt = ifDefined('prompt', firstText(input, ['prompt', 'task']))
  return [{ type: 'subagent_spawn', subagentId: id, agentName: agentName(call), ...prompt }]
}

function shellStart(input: Json): EventBody[] {
  const command = commandOf(input)
  const cwd = firstText(input, ['cwd', 'workdir', 'directory', 'dir_path'])
  return command === undefined ? [] : [{ type: 'shell_start', command, ...ifDefined('cwd', cwd) }]
}

function skill(input: Json): EventBody[] {
  const skillName = firstText(input, ['skill', 'name', 'command'])
  return skillName === undefined ? [] : [{ type: 'skill_invoked', skillName }]
}

function agentName(call: Call): string {
  return firstText(call.input, ['subagent_type', 'agent_type', 'agent', 'name']) ?? call.name
}

function ended(id: string, call: Call, mcp: McpTool | null, outcome: Outcome): EventBody[] {
  if (mcp) return [mcpEnd(id, mcp, outcome)]
  if (kindOf(call.name) === 'shell') return shellEnd(outcome)
  return outcome.error === undefined ? fileEvents(call, outcome) : []
}

function mcpEnd(id: string, mcp: McpTool, { output, error }: Outcome): EventBody {
  return error === undefined
    ? { type: 'mcp_tool_result', ...mcpCall(id, mcp), output }
    : { type: 'mcp_tool_error', ...mcpCall(id, mcp), error }
}

function mcpCall(id: string, { server, tool }: McpTool) {
  return { toolCallId: id, server, toolName: tool }
}

function shellEnd({ stdout, stderr, exitCode, durationMs }: Outcome): EventBody[] {
  return [
    ...(stdout ? [{ type: 'shell_stdout_delta' as const, delta: stdout }] : []),
    ...(stderr ? [{ type: 'shell_stderr_delta' as const, delta: stderr }] : []),
    ...(exitCode === undefined
      ? []
      : [{ type: 'shell_exit' as const, exitCode, ...ifDefined('durationMs', durationMs) }]),
  ]
}

/** File events of a successful call. A failed call has no file events. */
function fileEvents({ name, input }: Call, { created, diff }: Outcome): EventBody[] {
  const path = pathOf(input)
  if (path === undefined) return []
  const kind = kindOf(name)
  if (kind === 'read') return [{ type: 'file_read', path }]
  if (kind === 'delete') return [{ type: 'file_delete', path }]
  if (kind === 'patch') return [{ type: 'file_patch', path, ...ifDefined('diff', diff) }]
  if (kind !== 'create' && kind !== 'write') return []
  const type = created || kind === 'create' ? 'file_create' : 'file_write'
  return [{ type, path, ...ifDefined('byteCount', bytes(contentOf(input))) }]
}

function bytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : new TextEncoder().encode(text).length
}

function result(id: string, toolName: string, outcome: Outcome): EventBody {
  const { output, error, durationMs } = outcome
  return error === undefined
    ? {
        type: 'tool_result',
        toolCallId: id,
        toolName,
        output,
        ...ifDefined('durationMs', durationMs),
      }
    : { type: 'tool_error', toolCallId: id, toolName, error }
}
