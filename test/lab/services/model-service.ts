import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerMessages, askedOfMessages } from './anthropic.ts'
import { answerChat, askedOfChat } from './chat.ts'
import { answerGemini, askedOfGemini } from './gemini.ts'
import { type Asked, replyTo } from './reply.ts'
import { answerResponses, askedOfResponses } from './responses.ts'
import { bodyOf, sendJson } from './wire.ts'

/** Stands in for the services of models: it does what `@run(...)`, `@error(...)` in the newest prompt say. */
export interface ModelService {
  readonly url: string
  /** What was asked of it, oldest first. */
  readonly asked: readonly Asked[]
  close(): Promise<void>
}

export async function startModelService(): Promise<ModelService> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    answer(request, response, asked).catch((thrown: unknown) => {
      // A request that nobody understands is a fault of the stand-in: the agent tells it.
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { error: { message: String(thrown) } })
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function answer(request: IncomingMessage, to: ServerResponse, seen: Asked[]): Promise<void> {
  const path = request.url ?? ''
  const body = await bodyOf(request)
  const take = (asked: Asked) => {
    seen.push(asked)
    return [asked, replyTo(asked)] as const
  }
  if (/\/messages(\?|$)/.test(path)) await answerMessages(...take(askedOfMessages(body)), to)
  else if (path.endsWith('/responses')) await answerResponses(...take(askedOfResponses(body)), to)
  else if (path.endsWith('/chat/completions')) await answerChat(...take(askedOfChat(body)), to)
  else if (/enerateContent/.test(path))
    await answerGemini(...take(askedOfGemini(body, path)), to, path)
  else if (/ount_?[tT]okens/.test(path))
    sendJson(to, 200, { input_tokens: 1200, totalTokens: 1200 })
  else sendJson(to, 404, { error: { message: `nothing is at ${path}` } })
}
