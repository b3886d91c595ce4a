import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** A file of the page in memory: no path from a request is read from the disk. */
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

/** Reads the files of the built page, by their URL paths. */
export async function readPage(directory: string): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(directory)
  const files = await Promise.all(
    names.map(async (name): Promise<readonly [string, PageFile]> => {
      const body = new Uint8Array(await readFile(join(directory, name)))
      const type = TYPES[extname(name)] ?? 'application/octet-stream'
      // A file name with a hash always has the same content.
      const isHashed = /-[A-Z0-9]{8}\./.test(name)
      const cache = isHashed ? 'public, max-age=31536000, immutable' : 'no-cache'
      return [`/${name}`, { type, body, cache }]
    }),
  )
  const page = new Map(files)
  const index = page.get('/index.html')
  // Both paths show the page.
  if (index) for (const path of ['/', '/benchmarks']) page.set(path, index)
  return page
}
