import type { ServerResponse } from 'node:http'
import { type Asked, type Call, callsIn, type Reply, TOKENS } from './reply.ts'
import { type Body, count, sendEvent, sendJson, wordsOf } from './wire.ts'

/** OpenAI's chat completions, streamed. */
export function askedOfChat(body: Body): Asked {
  const messages: Body[] = body.messages ?? []
  const users = messages.filter(({ role }) => role === 'user')
  const last = messages.at(-1)
  return {
    model: body.model,
    said: users.flatMap(({ content }) => textsOf(content)),
    toolSaid: last?.role === 'tool' ? textsOf(last.content).join('') : null,
    tools: (body.tools ?? []).map(({ function: { name, parameters } }: Body) => ({
      ...{ name, schema: parameters },
    })),
  }
}

function textsOf(content: Body): readonly string[] {
  return typeof content === 'string' ? [content] : content.flatMap(({ text }: Body) => text ?? [])
}

const ERRORS: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  401: [401, 'invalid_api_key', 'Incorrect API key provided.'],
  429: [429, 'rate_limit_exceeded', 'Rate limit reached.'],
  context: [
    400,
    'context_length_exceeded',
    "This model's maximum context length is 128000 tokens. Your messages have 250000 tokens.",
  ],
}

export async function answerChat(asked: Asked, reply: Reply, to: ServerResponse): Promise<void> {
  if (reply.kind === 'error') {
    const [status, code, message] = ERRORS[reply.why] ?? [500, 'server_error', reply.why]
    sendJson(to, status, { error: { message, type: 'error', code } })
    return
  }
  const created = Math.floor(Date.now() / 1000)
  const known = { id: count('chat'), object: 'chat.completion.chunk', created, model: asked.model }
  const send = (delta: Body, end: string | null = null) =>
    sendEvent(to, { ...known, choices: [{ index: 0, delta, finish_reason: end }] })
  send({ role: 'assistant', content: '' })
  if (reply.kind === 'call') send({ tool_calls: callsIn(reply).map(callOf) })
  for await (const content of wordsOf(reply, to)) send({ content })
  send({}, reply.kind === 'call' ? 'tool_calls' : 'stop')
  sendEvent(to, { ...known, choices: [], usage: usage() })
  to.end('data: [DONE]\n\n')
}

function callOf({ tool, input }: Call, index: number): Body {
  const called = { name: tool, arguments: JSON.stringify(input) }
  return { index, id: count('call'), type: 'function', function: called }
}

function usage(): Body {
  return {
    ...{ prompt_tokens: TOKENS.all, completion_tokens: TOKENS.out },
    total_tokens: TOKENS.all + TOKENS.out,
    prompt_tokens_details: { cached_tokens: TOKENS.cached },
  }
}
