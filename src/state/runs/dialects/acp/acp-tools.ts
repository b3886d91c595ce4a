import type { EventBody } from '../../event.ts'
import { ifDefined, isObject, type Json, listAt, objectAt, textAt } from '../shared/json.ts'
import type { AcpAgent } from './acp-agents.ts'
import {
  type AcpDiff,
  acpDiffEvents,
  acpDiffs,
  acpError,
  acpExitCode,
  acpGrownOutput,
  acpResult,
  acpWholeOutput,
} from './acp-outputs.ts'

/** The tool calls of an agent. Each update adds to the known data of its call. */
export interface AcpTools {
  read(update: Json): EventBody[]
  /** Called when the agent asks for approval of a call. Some agents report the call only then. */
  asked(toolCall: Json): EventBody[]
  find(toolCallId: string): AcpTool | null
}

export interface AcpTool {
  readonly id: string
  name: string
  kind: string
  title: string
  input: Json
  paths: readonly string[]
  diffs: readonly AcpDiff[]
  cwd: string | undefined
  isReady: boolean
  isAsked: boolean
  /** Whether the call was reported as running. */
  isRunning: boolean
  /** Whether the `shell_start` event of the call was emitted. */
  isShell: boolean
  /** The command's output so far. */
  printed: string
}

export function createAcpTools(agent: () => AcpAgent): AcpTools {
  const tools = new Map<string, AcpTool>()
  const ended = new Set<string>()

  function read(update: Json): EventBody[] {
    const id = textAt(update, 'toolCallId')
    if (id === undefined || ended.has(id)) return []
    const [tool, start] = known(id, update)
    const status = textAt(update, 'status')
    const isEnd = status === 'completed' || status === 'failed'
    const isTold = textAt(update, 'sessionUpdate') === 'tool_call_update' && hasInput(update)
    const running = status === 'in_progress' ? begin(tool) : []
    const printed = isShell(tool) ? output(tool, update) : []
    const ready = isTold || isEnd || running.length > 0 || printed.length > 0 ? makeReady(tool) : []
    return [...start, ...ready, ...running, ...printed, ...(isEnd ? end(tool, update) : [])]
  }

  function known(id: string, update: Json): readonly [AcpTool, EventBody[]] {
    const found = tools.get(id)
    const tool = found ?? newTool(id)
    tools.set(id, tool)
    learn(tool, update, agent(), found === undefined)
    const start: EventBody = { type: 'tool_call_start', toolCallId: id, toolName: tool.name }
    return [tool, found ? [] : [start]]
  }

  /**
   * Called when a tool call is reported as running. Some agents report this before they ask for approval, so the start
   * of a command that may need approval is sure only with a later update, such as its output.
   */
  function begin(tool: AcpTool): EventBody[] {
    const wasRunning = tool.isRunning
    tool.isRunning = true
    const isSure = !tool.isAsked && (wasRunning || agent().startsBeforeAsking !== true)
    return [...makeReady(tool), ...(isSure ? shellStart(tool) : [])]
  }

  function output(tool: AcpTool, update: Json): EventBody[] {
    const piece = textAt(update, '_meta', 'terminal_output_delta', 'data')
    const whole = acpGrownOutput(update, agent())
    const delta = piece ?? (whole === undefined ? '' : restOf(tool.printed, whole))
    if (delta === '') return []
    tool.printed = piece === undefined ? (whole ?? '') : tool.printed + piece
    return [...makeReady(tool), ...shellStart(tool), { type: 'shell_stdout_delta', delta }]
  }

  function end(tool: AcpTool, update: Json): EventBody[] {
    tools.delete(tool.id)
    ended.add(tool.id)
    const call = { toolCallId: tool.id, toolName: tool.name }
    const shell = isShell(tool) ? shellEnd(tool, update) : []
    if (textAt(update, 'status') === 'failed') {
      return [...shell, { type: 'tool_error', ...call, error: acpError(update, tool.printed) }]
    }
    const files = fileEvents(tool)
    return [
      ...shell,
      ...files,
      { type: 'tool_result', ...call, output: acpResult(update, tool.printed) },
    ]
  }

  /** The events for the end of a command; none for a refused command, which has no exit code and has not run. */
  function shellEnd(tool: AcpTool, update: Json): EventBody[] {
    const code = acpExitCode(update, agent())
    const isRun = code !== undefined || textAt(update, 'status') === 'completed' || tool.isShell
    if (!isRun) return []
    const whole = tool.printed === '' ? (acpWholeOutput(update) ?? '') : ''
    const printed: EventBody[] = whole === '' ? [] : [{ type: 'shell_stdout_delta', delta: whole }]
    const exit: EventBody[] = code === undefined ? [] : [{ type: 'shell_exit', exitCode: code }]
    return [...shellStart(tool), ...printed, ...exit]
  }

  return {
    read,
    asked(toolCall) {
      const id = textAt(toolCall, 'toolCallId')
      if (id === undefined || ended.has(id)) return []
      const [tool, start] = known(id, toolCall)
      tool.isAsked = true
      return [...start, ...makeReady(tool)]
    },
    find: id => tools.get(id) ?? null,
  }
}

function newTool(id: string): AcpTool {
  return {
    ...{ id, name: '', kind: 'other', title: '', input: {}, paths: [], diffs: [], cwd: undefined },
    ...{ isReady: false, isAsked: false, isRunning: false, isShell: false, printed: '' },
  }
}

/** Adds the data of an update to the call. Missing or empty fields change nothing. */
function learn(tool: AcpTool, update: Json, agent: AcpAgent, isFirst: boolean): void {
  tool.kind = textAt(update, 'kind') ?? tool.kind
  tool.title = textAt(update, 'title') ?? tool.title
  if (hasInput(update)) tool.input = objectAt(update, 'rawInput')
  const paths = listAt(update, 'locations')
    .map(each => textAt(each, 'path'))
    .filter(path => path !== undefined)
  if (paths.length > 0) tool.paths = paths
  const diffs = acpDiffs(update)
  if (diffs.length > 0) tool.diffs = diffs
  tool.cwd =
    textAt(update, 'rawInput', 'cwd') ?? textAt(update, '_meta', 'terminal_info', 'cwd') ?? tool.cwd
  if (isFirst) tool.name = nameOf(tool, update, agent)
}

function nameOf(tool: AcpTool, update: Json, { toolName }: AcpAgent): string {
  const [prefix = ''] = tool.id.split('__')
  const byAgent = toolName === 'title' ? tool.title : toolName === 'id' ? prefix : ''
  return (
    textAt(update, 'name') ??
    textAt(update, '_meta', 'claudeCode', 'toolName') ??
    textAt(update, '_meta', 'toolName') ??
    (byAgent || tool.kind)
  )
}

function makeReady(tool: AcpTool): EventBody[] {
  if (tool.isReady) return []
  tool.isReady = true
  const { id, name } = tool
  return [{ type: 'tool_call_ready', toolCallId: id, toolName: name, input: inputOf(tool) }]
}

function shellStart(tool: AcpTool): EventBody[] {
  if (tool.isShell || !isShell(tool)) return []
  tool.isShell = true
  return [{ type: 'shell_start', command: acpCommand(tool), ...ifDefined('cwd', tool.cwd) }]
}

/** The input of a call. Some agents report no input; then it is built from other fields. */
function inputOf(tool: AcpTool): unknown {
  if (Object.keys(tool.input).length > 0) return tool.input
  if (isShell(tool)) return { command: acpCommand(tool) }
  return tool.diffs.length > 0 ? { changes: tool.diffs } : {}
}

/** The command of a shell call. Gemini reports it only in the title. */
export function acpCommand(tool: AcpTool): string {
  const { command } = tool.input
  if (Array.isArray(command)) return command.map(String).join(' ')
  return typeof command === 'string' ? command : tool.title
}

function isShell(tool: AcpTool): boolean {
  return tool.kind === 'execute'
}

function hasInput(update: Json): boolean {
  return isObject(update['rawInput']) && Object.keys(update['rawInput']).length > 0
}

/**
 * The part of `now` after `before`, if `now` continues that text; '' if `now` is only its beginning; else all of `now`.
 */
function restOf(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length)
  return before.startsWith(now) ? '' : now
}

function fileEvents({ kind, diffs, paths }: AcpTool): EventBody[] {
  if (kind === 'delete') return paths.map(path => ({ type: 'file_delete', path }))
  if (kind === 'read') return paths.map(path => ({ type: 'file_read', path }))
  if (diffs.length > 0) return acpDiffEvents(diffs)
  return kind === 'edit' ? paths.map(path => ({ type: 'file_write', path })) : []
}
