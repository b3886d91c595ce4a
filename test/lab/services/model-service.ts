import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerMessages, askedOfMessages } from './anthropic.ts'
import { answerChat, askedOfChat } from './chat.ts'
import { answerGemini, askedOfGemini } from './gemini.ts'
import { type Asked, isAside, replyTo } from './reply.ts'
import { answerResponses, askedOfResponses } from './responses.ts'
import { bodyOf, sendJson } from './wire.ts'

/** Stands in for the services of models: it does what `@run(...)`, `@error(...)` in the newest prompt say. */
export interface ModelService {
  readonly url: string
  /** What was asked of it, oldest first. */
  readonly asked: readonly Asked[]
  /** What its agent does: `called`, it was told to use a tool and has not said what came of it. */
  doing(): 'working' | 'called' | 'idle'
  /** Its agent is another one now. */
  forget(): void
  /** From now on nothing is answered, or all is again. */
  hold(isHeld: boolean): void
  close(): Promise<void>
}

export async function startModelService(): Promise<ModelService> {
  const asked: Asked[] = []
  const talk = { open: new Set<ServerResponse>(), called: false, held: false }
  const server = createServer((request, response) => {
    answer(request, response, asked, talk).catch((thrown: unknown) => {
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
    doing: () => (talk.open.size > 0 ? 'working' : talk.called ? 'called' : 'idle'),
    forget() {
      talk.called = false
    },
    hold(isHeld) {
      talk.held = isHeld
    },
    close: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** The agent's own requests that are not answered yet, and whether the last answer was the call of a tool. */
interface Talk {
  readonly open: Set<ServerResponse>
  called: boolean
  held: boolean
}

async function answer(
  request: IncomingMessage,
  to: ServerResponse,
  seen: Asked[],
  talk: Talk,
): Promise<void> {
  const path = request.url ?? ''
  const body = await bodyOf(request)
  const images = JSON.stringify(body).match(/iVBORw0KGgo[\w+/=]*/g) ?? []
  const take = (asked: Asked) => {
    seen.push({ ...asked, images })
    const reply = talk.held ? ({ kind: 'silent' } as const) : replyTo(asked)
    if (!isAside(asked) || talk.held) {
      talk.open.add(to)
      talk.called = reply.kind === 'call'
      to.once('close', () => talk.open.delete(to))
    }
    return [asked, reply] as const
  }
  if (/\/messages(\?|$)/.test(path)) await answerMessages(...take(askedOfMessages(body)), to)
  else if (path.endsWith('/responses')) await answerResponses(...take(askedOfResponses(body)), to)
  else if (path.endsWith('/chat/completions')) await answerChat(...take(askedOfChat(body)), to)
  else if (/enerateContent/.test(path))
    await answerGemini(...take(askedOfGemini(body, path)), to, path)
  else if (/ount_?[tT]okens/.test(path))
    sendJson(to, 200, { input_tokens: 1200, totalTokens: 1200 })
  else if (path.endsWith('/models')) sendJson(to, 200, { object: 'list', data: [{ id: 'm1' }] })
  else sendJson(to, 404, { error: { message: `nothing is at ${path}` } })
}
