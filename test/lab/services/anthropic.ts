import type { ServerResponse } from 'node:http'
import { type Asked, type Call, callsIn, isOrder, type Reply, TOKENS } from './reply.ts'
import { type Body, count, sendEvent, sendJson, wordsOf } from './wire.ts'

/** Anthropic's Messages, streamed. */
export function askedOfMessages(body: Body): Asked {
  const messages: Body[] = body.messages ?? []
  const blocks = (message: Body): Body[] =>
    typeof message?.content === 'string'
      ? [{ type: 'text', text: message.content }]
      : (message?.content ?? [])
  const users = messages.filter(({ role }) => role === 'user')
  const newest = blocks(messages.at(-1))
  // A refused tool's answer may come with the next prompt.
  const isNext = newest.some(({ type, text }) => type === 'text' && isOrder(text))
  const result = isNext ? undefined : newest.find(({ type }) => type === 'tool_result')
  return {
    model: body.model,
    said: users.flatMap(user => blocks(user).flatMap(({ text }) => text ?? [])),
    toolSaid: result ? textOf(result.content) : null,
    tools: (body.tools ?? []).map((tool: Body) => ({ name: tool.name, schema: tool.input_schema })),
  }
}

function textOf(content: Body): string {
  return typeof content === 'string'
    ? content
    : (content ?? []).map(({ text }: Body) => text).join('')
}

const ERRORS: Readonly<Record<string, readonly [status: number, type: string, message: string]>> = {
  401: [401, 'authentication_error', 'invalid x-api-key'],
  429: [429, 'rate_limit_error', 'This request would exceed your rate limit.'],
  context: [400, 'invalid_request_error', 'prompt is too long: 250000 tokens > 200000 maximum'],
}

export async function answerMessages(
  asked: Asked,
  reply: Reply,
  to: ServerResponse,
): Promise<void> {
  if (reply.kind === 'error') {
    const [status, type, message] = ERRORS[reply.why] ?? [500, 'api_error', reply.why]
    sendJson(to, status, { type: 'error', error: { type, message } })
    return
  }
  const usage = { input_tokens: TOKENS.fresh, cache_read_input_tokens: TOKENS.cached }
  sendEvent(to, {
    type: 'message_start',
    message: {
      ...{ id: count('msg'), type: 'message', role: 'assistant', model: asked.model, content: [] },
      ...{ stop_reason: null, stop_sequence: null },
      usage: { ...usage, cache_creation_input_tokens: 0, output_tokens: 1 },
    },
  })
  await sendBlocks(reply, to)
  const stop = reply.kind === 'call' ? 'tool_use' : 'end_turn'
  sendEvent(to, {
    type: 'message_delta',
    delta: { stop_reason: stop, stop_sequence: null },
    usage: { output_tokens: TOKENS.out },
  })
  sendEvent(to, { type: 'message_stop' })
  to.end()
}

async function sendBlocks(reply: Reply, to: ServerResponse): Promise<void> {
  if (reply.kind === 'call') {
    for (const [index, call] of callsIn(reply).entries()) sendCall(call, index, to)
    return
  }
  const at = { index: 0 }
  sendEvent(to, {
    type: 'content_block_start',
    ...{ ...at, content_block: { type: 'text', text: '' } },
  })
  for await (const text of wordsOf(reply, to))
    sendEvent(to, { type: 'content_block_delta', ...at, delta: { type: 'text_delta', text } })
  sendEvent(to, { type: 'content_block_stop', ...at })
}

function sendCall({ tool, input }: Call, index: number, to: ServerResponse): void {
  const block = { type: 'tool_use', id: count('toolu'), name: tool, input: {} }
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(input) }
  sendEvent(to, { type: 'content_block_start', index, content_block: block })
  sendEvent(to, { type: 'content_block_delta', index, delta })
  sendEvent(to, { type: 'content_block_stop', index })
}
