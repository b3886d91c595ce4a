import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** A file of the page, held in memory: nothing is served from the disk by a path that a request names. */
export interface PageFile {
  readonly type: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly cache: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

/** Reads the page that the build has made, by the paths at which it is served. */
export async function readPage(directory: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(directory)
  const files = await Promise.all(
    names.map(async (name): Promise<readonly [string, PageFile]> => {
      const body = new Uint8Array(await readFile(join(directory, name)))
      const type = TYPES[extname(name)] ?? 'application/octet-stream'
      // A name with a hash never means another content.
      const isHashed = /-[A-Z0-9]{8}\./.test(name)
      const cache = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache'
      return [`/${name}`, { type, body, cache }]
    }),
  )
  const page = new Map(files)
  const index = page.get('/index.html')
  // Both are places in the page.
  if (index) for (const path of ['/', '/benchmarks']) page.set(path, index)
  return page
}
