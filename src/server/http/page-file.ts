import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A file of the page, held in memory, so that paths from requests are never read from the disk. */
export interface PageFile {
  readonly type: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly gzipped: Uint8Array<ArrayBuffer>
  /** The value of the header ETag, with its quotes. */
  readonly tag: string
  /** Digests (`'sha256-...'`) of the script and the style that are part of the document. */
  readonly inline: { readonly script: string; readonly style: string }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/** Reads the files of the built page, by their URL paths. */
export async function readPage(directory: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(directory)
  const texts: ReadonlyMap<string, Buffer> = new Map(
    await Promise.all(
      names.map(async name => [`/${name}`, await readFile(join(directory, name))] as const),
    ),
  )
  const page = new Map([...texts].map(([path, bytes]) => [path, toFile(path, bytes)]))
  const index = toIndex(texts)
  // All these paths show the page.
  for (const path of ['/', '/benchmarks', '/index.html']) page.set(path, index)
  return page
}

function toFile(path: string, bytes: Buffer, inline = { script: '', style: '' }): PageFile {
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  return {
    type,
    inline,
    body: new Uint8Array(bytes),
    gzipped: new Uint8Array(gzipSync(bytes, { level: 9 })),
    tag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
  }
}

/**
 * Inserts the style and the script into the document, since over a slow link each further request costs a round trip
 * before anything is visible.
 */
function toIndex(texts: ReadonlyMap<string, Buffer>): PageFile {
  const text = (path: string) => texts.get(path)?.toString('utf8') ?? ''
  const style = text('/page.css').trim()
  // Escapes what would end the `script` element. In a script, the escaped form means the same.
  const script = text('/page.js')
    .trim()
    .replaceAll('</script', '<\\/script')
    .replaceAll('<!--', '<\\!--')
  const html = text('/index.html')
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
    .replace(/<script type="module"[^>]*>/, () => `<script type="module">${script}`)
  return toFile('/index.html', Buffer.from(html), { script: digest(script), style: digest(style) })
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
