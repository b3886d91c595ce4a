import type { ServerResponse } from 'node:http'
import { type Asked, type Call, callsIn, type Reply, TOKENS } from './reply.ts'
import { type Body, sendEvent, sendJson, wordsOf } from './wire.ts'

/** Gemini's generateContent, streamed or whole. */
export function askedOfGemini(body: Body, path: string): Asked {
  const contents: Body[] = body.contents ?? []
  const users = contents.filter(({ role }) => role !== 'model')
  const result = contents.at(-1)?.parts?.find((part: Body) => part.functionResponse)
  return {
    model: /models\/([^:]+)/.exec(path)?.[1] ?? '',
    said: users.flatMap(({ parts }) => parts.flatMap(({ text }: Body) => text ?? [])),
    toolSaid: result ? JSON.stringify(result.functionResponse.response) : null,
    tools: (body.tools ?? []).flatMap(({ functionDeclarations = [] }: Body) =>
      functionDeclarations.map((tool: Body) => ({
        ...{ name: tool.name, schema: tool.parametersJsonSchema ?? tool.parameters },
      })),
    ),
  }
}

const ERRORS: Readonly<Record<string, readonly [code: number, status: string, message: string]>> = {
  401: [400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'],
  429: [429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.'],
  context: [
    400,
    'INVALID_ARGUMENT',
    'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
  ],
}

const usageMetadata = {
  ...{ promptTokenCount: TOKENS.all, cachedContentTokenCount: TOKENS.cached },
  ...{ candidatesTokenCount: TOKENS.out, totalTokenCount: TOKENS.all + TOKENS.out },
}

const toPart = ({ tool, input }: Call) => ({ functionCall: { name: tool, args: input } })

/** `:generateContent` is asked for what has a form: which model is to answer. */
export async function answerGemini(asked: Asked, reply: Reply, to: ServerResponse, path: string) {
  if (reply.kind === 'error') {
    const [code, status, message] = ERRORS[reply.why] ?? [500, 'INTERNAL', reply.why]
    sendJson(to, code, { error: { code, status, message } })
    return
  }
  const whole = (parts: readonly Body[], end?: string) => ({
    candidates: [
      { content: { role: 'model', parts }, index: 0, ...(end && { finishReason: end }) },
    ],
    ...{ modelVersion: asked.model, ...(end && { usageMetadata }) },
  })
  const part = (one: Body, end?: string) => whole([one], end)
  if (!path.includes('stream')) {
    const choice = { complexity_reasoning: 'It is simple.', complexity_score: 10 }
    sendJson(to, 200, part({ text: JSON.stringify(choice) }, 'STOP'))
    return
  }
  if (reply.kind === 'call') sendEvent(to, whole(callsIn(reply).map(toPart), 'STOP'))
  else {
    for await (const text of wordsOf(reply, to)) sendEvent(to, part({ text }))
    sendEvent(to, part({ text: '' }, 'STOP'))
  }
  to.end()
}
