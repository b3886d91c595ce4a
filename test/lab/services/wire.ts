import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { pieces, type Reply } from './reply.ts'

// biome-ignore lint/suspicious/noExplicitAny: what a program sends, of any form
export type Body = any

export async function bodyOf(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? {} : JSON.parse(text)
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

/** Server-sent events, each with its type where it has one. */
export function sendEvent(response: ServerResponse, data: Body): void {
  if (!response.headersSent)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  const name = typeof data.type === 'string' ? `event: ${data.type}\n` : ''
  response.write(`${name}data: ${JSON.stringify(data)}\n\n`)
}

/** The words of a reply, in the pace that it has. Ends early where nobody listens any more. */
export async function* wordsOf(reply: Reply, response: ServerResponse): AsyncGenerator<string> {
  if (reply.kind === 'text') yield* pieces(reply.text)
  if (reply.kind === 'silent') await quiet(response)
  if (reply.kind === 'unfinished' || reply.kind === 'cut') yield* pieces(reply.text)
  if (reply.kind === 'unfinished') await quiet(response)
  if (reply.kind === 'cut') response.destroy()
  if (reply.kind !== 'slow') return
  for (let nth = 1; nth <= reply.seconds && !response.destroyed; nth++) {
    yield `word ${nth} `
    await wait(1000)
  }
}

async function quiet(response: ServerResponse): Promise<void> {
  for (let second = 0; second < 90 && !response.destroyed; second++) await wait(1000)
}

export const count = (() => {
  let nth = 0
  return (prefix: string) => `${prefix}_${process.pid}_${++nth}`
})()
