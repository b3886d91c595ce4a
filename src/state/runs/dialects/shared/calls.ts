import type { EventBody } from '../../event.ts'
import { isObject, type Json, maybe } from './json.ts'
import { commandOf, contentOf, firstText, kindOf, type McpTool, pathOf } from './tools.ts'

/** What became of a call, as far as the agent tells. */
export interface Outcome {
  readonly output: unknown
  /** Set: the call has failed. */
  readonly error?: string
  readonly durationMs?: number
  /** Of a command. Absent: the agent does not say, and then there is no `shell_exit`. */
  readonly exitCode?: number
  readonly stdout?: string
  readonly stderr?: string
  /** Of a file that was written: whether it is new, and what has changed. */
  readonly created?: boolean
  readonly diff?: string
  /** Of a subagent: its answer; `later`: it works on, and its end is told apart. */
  readonly summary?: string
  readonly later?: boolean
}

/** The calls of tools in a run, and the events that they and what they do are told by. */
export interface Calls {
  start(id: string, name: string): EventBody[]
  delta(id: string, delta: string): EventBody[]
  /** @param refused it is known already that the call is not carried out */
  ready(id: string, name: string, input: unknown, refused?: boolean): EventBody[]
  /** The input is what it was at `ready`. A second end of one call tells nothing. */
  finish(id: string, outcome: Outcome): EventBody[]
  /** A subagent that was left at work has ended. */
  endSubagent(
    id: string,
    outcome: { readonly summary?: string; readonly error?: string },
  ): EventBody[]
  /** Whether a subagent that was left at work has not ended yet. */
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
  /** Of a subagent: whether it was left at work. */
  left: boolean
  /** Of a subagent: whether its end was told. */
  ended: boolean
}

/** Characters up to which a piece of an input repeats what came before it. */
const MOST = 16_384

/**
 * A command, a subagent and a call to an MCP server are told as started when the agent calls them: streams do not say
 * when a call is carried out. One that is then refused has a `tool_error` and no end of its own.
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
        ...maybe('inputAccumulated', inputAccumulated),
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
  const prompt = maybe('prompt', firstText(input, ['prompt', 'task']))
  return [{ type: 'subagent_spawn', subagentId: id, agentName: agentName(call), ...prompt }]
}

function shellStart(input: Json): EventBody[] {
  const command = commandOf(input)
  const cwd = firstText(input, ['cwd', 'workdir', 'directory', 'dir_path'])
  return command === undefined ? [] : [{ type: 'shell_start', command, ...maybe('cwd', cwd) }]
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
      : [{ type: 'shell_exit' as const, exitCode, ...maybe('durationMs', durationMs) }]),
  ]
}

/** A file event tells what was done: one whose call has failed has none. */
function fileEvents({ name, input }: Call, { created, diff }: Outcome): EventBody[] {
  const path = pathOf(input)
  if (path === undefined) return []
  const kind = kindOf(name)
  if (kind === 'read') return [{ type: 'file_read', path }]
  if (kind === 'delete') return [{ type: 'file_delete', path }]
  if (kind === 'patch') return [{ type: 'file_patch', path, ...maybe('diff', diff) }]
  if (kind !== 'create' && kind !== 'write') return []
  const type = created || kind === 'create' ? 'file_create' : 'file_write'
  return [{ type, path, ...maybe('byteCount', bytes(contentOf(input))) }]
}

function bytes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : new TextEncoder().encode(text).length
}

function result(id: string, toolName: string, outcome: Outcome): EventBody {
  const { output, error, durationMs } = outcome
  return error === undefined
    ? { type: 'tool_result', toolCallId: id, toolName, output, ...maybe('durationMs', durationMs) }
    : { type: 'tool_error', toolCallId: id, toolName, error }
}
