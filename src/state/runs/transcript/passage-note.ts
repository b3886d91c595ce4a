import type { RunEvent } from '../event.ts'

type Note = readonly [tone: 'info' | 'good' | 'bad', text: string]

/** The note for an event that is neither text nor a tool call; null: the event is not shown. */
export function noteOf(event: RunEvent): Note | null {
  switch (event.type) {
    case 'subagent_spawn':
      return ['info', `${event.agentName}: ${event.prompt ?? 'starts'}`]
    case 'subagent_error':
      return ['bad', `${event.agentName}: ${event.error}`]
    case 'rate_limited':
      return ['info', 'The provider of the model limits the rate of requests.']
    case 'retry':
      return ['info', `The agent tries again: ${event.reason}`]
    case 'context_compacted':
      return ['info', 'The agent compacted its context.']
    case 'timeout':
      return [
        'bad',
        event.kind === 'run'
          ? 'The run was stopped at its time limit (--timeout).'
          : 'The run was stopped, because it printed nothing for too long (--inactivity-timeout).',
      ]
    case 'crash':
      return ['bad', `The agent ended without reporting a result. ${event.stderr}`]
    case 'auth_error':
      return ['bad', `${event.message} ${event.guidance}`]
    case 'rate_limit_error':
    case 'error':
      return ['bad', event.message]
    case 'context_exceeded':
      return ['bad', event.message ?? 'The context of the model is full.']
    case 'log':
      return ['info', event.line]
    default:
      return null
  }
}
