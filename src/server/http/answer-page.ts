import type { Context } from 'hono'
import type { Env } from '../access/gate.ts'
import type { PageFile } from './page-file.ts'
import { contentPolicy } from './security-headers.ts'

/** The response with a file of the page: compressed if the browser accepts this, or "not modified". */
export function answerPage(c: Context<Env>, file: PageFile): Response {
  const { type, body, gzipped, tag, inline } = file
  const headers = {
    // The browser asks the server each time, and gets the file only if the file has changed.
    'Cache-Control': 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding',
    'Content-Security-Policy': contentPolicy(inline),
  }
  if (c.req.header('if-none-match') === tag) return c.body(null, 304, headers)
  const isGzipped = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  return c.body(isGzipped ? gzipped : body, 200, {
    ...headers,
    'Content-Type': type,
    ...(isGzipped && { 'Content-Encoding': 'gzip' }),
  })
}
