import type { ServerResponse } from 'node:http'
import { type Asked, type Call, callsIn, type Reply, TOKENS } from './reply.ts'
import { type Body, count, sendEvent, sendJson, wordsOf } from './wire.ts'

/** OpenAI's Responses, streamed. */
export function askedOfResponses(body: Body): Asked {
  const input: Body[] = body.input ?? []
  const users = input.filter(({ role }) => role === 'user')
  const last = input.at(-1)
  return {
    model: body.model,
    said: users.flatMap(({ content }) => content.flatMap(({ text }: Body) => text ?? [])),
    toolSaid: last?.type?.endsWith('_call_output') ? textOf(last.output) : null,
    tools: (body.tools ?? []).map(({ name, type, parameters }: Body) => ({
      ...{ name: name ?? type ?? '', schema: parameters },
    })),
  }
}

function textOf(output: Body): string {
  return typeof output === 'string' ? output : JSON.stringify(output)
}

const ERRORS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  401: [401, 'Incorrect API key provided.'],
  429: [429, 'Rate limit reached.'],
}

export async function answerResponses(asked: Asked, reply: Reply, to: ServerResponse) {
  const id = count('resp')
  if (reply.kind === 'error' && reply.why !== 'context') {
    const [status, message] = ERRORS[reply.why] ?? [500, reply.why]
    sendJson(to, status, { error: { message, type: 'error', code: null } })
    return
  }
  sendEvent(to, { type: 'response.created', response: { id, model: asked.model } })
  if (reply.kind === 'error') sendFull(id, to)
  else {
    await sendItem(reply, to)
    sendEvent(to, { type: 'response.completed', response: { id, usage: usage() } })
  }
  to.end()
}

function sendFull(id: string, to: ServerResponse): void {
  const message = 'Your input exceeds the context window of this model.'
  const error = { code: 'context_length_exceeded', message }
  sendEvent(to, { type: 'response.failed', response: { id, status: 'failed', error } })
}

function usage(): Body {
  return {
    ...{ input_tokens: TOKENS.all, output_tokens: TOKENS.out },
    ...{ total_tokens: TOKENS.all + TOKENS.out },
    input_tokens_details: { cached_tokens: TOKENS.cached },
    output_tokens_details: { reasoning_tokens: 0 },
  }
}

function sendCall({ tool, input }: Call, index: number, to: ServerResponse): void {
  const call = { type: 'function_call', id: count('fc'), call_id: count('call') }
  const item = { ...call, name: tool, arguments: JSON.stringify(input) }
  sendEvent(to, { type: 'response.output_item.done', output_index: index, item })
}

async function sendItem(reply: Reply, to: ServerResponse): Promise<void> {
  const at = { output_index: 0 }
  if (reply.kind === 'call') {
    for (const [index, call] of callsIn(reply).entries()) sendCall(call, index, to)
    return
  }
  const message = { type: 'message', role: 'assistant', id: count('msg') }
  const item_id = message.id
  sendEvent(to, { type: 'response.output_item.added', ...at, item: { ...message, content: [] } })
  let text = ''
  for await (const delta of wordsOf(reply, to)) {
    text += delta
    sendEvent(to, { type: 'response.output_text.delta', ...at, item_id, content_index: 0, delta })
  }
  const content = [{ type: 'output_text', text, annotations: [] }]
  sendEvent(to, { type: 'response.output_item.done', ...at, item: { ...message, content } })
}
