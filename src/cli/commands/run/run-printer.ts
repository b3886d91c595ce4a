import type { RunEvent } from '../../../state/runs/event.ts'
import type { RunResult } from '../../../state/runs/result-schema.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call } from '../../command/command.ts'

/** Prints a run for a user: the agent's text on stdout, line by line; everything else on stderr. */
export interface RunPrinter {
  event(event: RunEvent): void
  /** Resolves when everything has been printed. */
  done(): Promise<void>
}

export function createRunPrinter({ print, say, flags }: Call): RunPrinter {
  let line = ''
  let last: Promise<void> = Promise.resolve()
  const put = (text: string) => {
    last = last.then(() => print(strip(text)))
  }
  const note = (text: string) => {
    if (!flags.is('quiet')) say(strip(text))
  }

  function add(delta: string): void {
    const lines = `${line}${delta}`.split('\n')
    line = lines.pop() ?? ''
    for (const each of lines) put(each)
  }

  function flush(): void {
    if (line !== '') put(line)
    line = ''
  }

  return {
    event(event) {
      if (event.type === 'text_delta') return add(event.delta)
      flush()
      const told = noteOf(event)
      if (told !== null) note(told)
    },
    done() {
      flush()
      return last
    },
  }
}

/** Maximum number of characters of a tool's input or of an error in one line. */
const SHORT = 160

/** One line about an event; null: the event is not shown. */
function noteOf(event: RunEvent): string | null {
  switch (event.type) {
    case 'tool_call_ready':
      return `> ${event.toolName} ${short(JSON.stringify(event.input))}`
    case 'mcp_tool_call_start':
      return `> ${event.server}/${event.toolName} ${short(JSON.stringify(event.input))}`
    case 'tool_error':
    case 'mcp_tool_error':
      return `! ${event.toolName}: ${short(event.error)}`
    case 'shell_exit':
      return event.exitCode === 0
        ? null
        : `! the command has ended with exit code ${event.exitCode}`
    case 'approval_granted':
      return '  allowed'
    case 'approval_denied':
      return `  denied${event.reason ? `: ${event.reason}` : ''}`
    case 'retry':
      return `~ the agent retries (${event.attempt}${event.maxAttempts ? ` of ${event.maxAttempts}` : ''}): ${short(event.reason)}`
    case 'rate_limited':
      return '~ the provider of the model limits the rate of requests'
    case 'auth_error':
      return `! ${event.message} ${event.guidance}`
    case 'rate_limit_error':
    case 'error':
      return `! ${event.message}`
    case 'context_exceeded':
      return `! ${event.message ?? 'The context is full.'}`
    case 'subagent_spawn':
      return `> ${event.agentName} ${short(event.prompt ?? '')}`
    case 'crash':
      return `! The agent ended without reporting a result. ${short(event.stderr)}`
    default:
      return null
  }
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line
}

/** One line: how the run ended, how long it took, and what it used. */
export function endOf(result: RunResult): string {
  const { exitReason, durationMs, cost, tokenUsage, sessionId, error } = result
  const parts = [
    error ? `${exitReason}: ${error.message.replace(/\.$/, '')}` : exitReason,
    `${(durationMs / 1000).toFixed(1)} s`,
    tokenUsage &&
      `${tokenUsage.inputTokens + (tokenUsage.cachedTokens ?? 0)} tokens in, ${tokenUsage.outputTokens} out`,
    cost && `$${cost.totalUsd.toFixed(4)}`,
    sessionId && `session ${sessionId}`,
  ]
  return `-- ${parts.filter(Boolean).join(', ')}`
}
