import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

test('the page is below 60 KB, gzipped, with all that it loads', async () => {
  const names = await readdir('dist/page')
  const files = await Promise.all(names.map(name => readFile(join('dist/page', name))))
  expect(names).toContain('page.js')
  const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0)
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThan(60 * 1024)
})
