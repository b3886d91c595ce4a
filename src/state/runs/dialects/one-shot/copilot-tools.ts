import type { EventBody } from '../../event.ts'
import type { Outcome } from '../shared/calls.ts'
import { createContextWindow } from '../shared/context-window.ts'
import { countAt, ifDefined, type Json, objectAt, textAt, wholeAt } from '../shared/json.ts'
import type { Parts } from '../shared/parts.ts'
import type { McpTool } from '../shared/tools.ts'

/** Copilot's lines about tool calls. */
export interface CopilotTools {
  /** The events of a line; null: the line is unknown. */
  read(type: string, data: Json): EventBody[] | null
  /** A piece of a call's input. */
  delta(data: Json): EventBody[]
}

/** @param servers is filled with the tools of MCP servers, by tool name */
export function createCopilotTools(
  { calls, spoken, conversation }: Parts,
  servers: Map<string, McpTool>,
): CopilotTools {
  /** Ids of calls whose output was streamed. The result of such a call repeats the output. */
  const shown = new Set<string>()
  const warn = createContextWindow()

  function read(type: string, data: Json): EventBody[] | null {
    const id = textAt(data, 'toolCallId')
    if (id === undefined) return null
    if (type === 'tool.execution_start') return [...spoken.stop(), ...start(id, data)]
    if (type === 'tool.shell_output') return output(id, data)
    return type === 'tool.execution_complete' ? [...spoken.stop(), ...complete(id, data)] : null
  }

  function delta(data: Json): EventBody[] {
    const id = textAt(data, 'toolCallId')
    if (id === undefined) return []
    const name = textAt(data, 'toolName') ?? 'unknown'
    return [...calls.start(id, name), ...calls.delta(id, textAt(data, 'inputDelta') ?? '')]
  }

  function start(id: string, data: Json): EventBody[] {
    const name = textAt(data, 'toolName') ?? 'unknown'
    const server = textAt(data, 'mcpServerName')
    if (server !== undefined)
      servers.set(name, { server, tool: textAt(data, 'mcpToolName') ?? name })
    return [...conversation.openTurn(), ...calls.ready(id, name, objectAt(data, 'arguments'))]
  }

  function output(id: string, data: Json): EventBody[] {
    shown.add(id)
    const text = textAt(data, 'text') ?? ''
    if (text === '') return []
    const type = textAt(data, 'stream') === 'stderr' ? 'shell_stderr_delta' : 'shell_stdout_delta'
    return [{ type, delta: text }]
  }

  function complete(id: string, data: Json): EventBody[] {
    const outcome = outcomeOf(data, shown.has(id))
    const denied = textAt(data, 'error', 'code') === 'denied'
    return [
      ...(denied ? [refusal(id, outcome.error)] : []),
      ...calls.finish(id, outcome),
      ...warn(
        countAt(data, 'toolTelemetry', 'metrics', 'context_current_tokens'),
        countAt(data, 'toolTelemetry', 'metrics', 'context_token_limit'),
      ),
    ]
  }

  return { read, delta }
}

function refusal(interactionId: string, reason: string | undefined): EventBody {
  return { type: 'approval_denied', interactionId, ...ifDefined('reason', reason) }
}

function outcomeOf(data: Json, shown: boolean): Outcome {
  const content = textAt(data, 'result', 'content') ?? ''
  const detailed = textAt(data, 'result', 'detailedContent')
  const failed = data.success !== true
  return {
    output: content,
    summary: content,
    ...(failed && { error: textAt(data, 'error', 'message') ?? (content || 'failed') }),
    ...(!shown && { stdout: withoutTrailer(content) }),
    ...ifDefined('exitCode', wholeAt(data, 'shellExecution', 'exitCode')),
    ...ifDefined(
      'diff',
      detailed && /^(?:diff --git|--- |@@ )/.test(detailed) ? detailed : undefined,
    ),
  }
}

/** Removes Copilot's last line `<shellId: 0 completed with exit code 0>`. */
function withoutTrailer(content: string): string {
  return content.replace(/<shellId: [^<>\n]*>\s*$/, '')
}
