import type { EventBody } from '../../event.ts'
import { ifDefined, type Json, listAt, objectAt, textAt } from '../shared/json.ts'

/** Makes events from the tool calls that start Codex's subagents (threads of their own) and wait for them. */
export function createCodexSubagents(): { read(item: Json): EventBody[] } {
  const started = new Set<string>()
  const ended = new Set<string>()

  function spawned(item: Json): EventBody[] {
    if (!/^spawn_?agent$/i.test(textAt(item, 'tool') ?? '')) return []
    const ids = listAt(item, 'receiverThreadIds').filter(id => typeof id === 'string')
    const fresh = ids.filter(id => !started.has(id))
    for (const id of fresh) started.add(id)
    const prompt = ifDefined('prompt', textAt(item, 'prompt'))
    return fresh.map(subagentId => ({
      type: 'subagent_spawn',
      subagentId,
      agentName: NAME,
      ...prompt,
    }))
  }

  function finished(item: Json): EventBody[] {
    const states = objectAt(item, 'agentsStates')
    return Object.keys(states).flatMap(id => {
      const event = ended.has(id) ? null : endOf(id, objectAt(states, id))
      if (event) ended.add(id)
      return event ? [event] : []
    })
  }

  /** Reads an item that reports a subagent with its name. */
  function active(item: Json): EventBody[] {
    const subagentId = textAt(item, 'agentThreadId')
    if (subagentId === undefined || textAt(item, 'kind') !== 'started') return []
    if (started.has(subagentId)) return []
    started.add(subagentId)
    const agentName = textAt(item, 'agentPath') ?? NAME
    return [{ type: 'subagent_spawn', subagentId, agentName }]
  }

  return { read: item => [...spawned(item), ...active(item), ...finished(item)] }
}

/** The name of subagents whose calls contain no name. */
const NAME = 'codex'

function endOf(subagentId: string, state: Json): EventBody | null {
  const message = textAt(state, 'message') ?? ''
  const status = textAt(state, 'status') ?? ''
  const agent = { subagentId, agentName: NAME }
  if (status === 'completed') return { type: 'subagent_result', ...agent, summary: message }
  if (!FAILED.has(status)) return null
  return { type: 'subagent_error', ...agent, error: message || status }
}

const FAILED: ReadonlySet<string> = new Set([
  ...['errored', 'interrupted', 'not_found', 'notFound'],
])
