import { expect, test } from 'vitest'
import { apiMarkdown } from '../src/server/api/api-doc.ts'
import { keysMarkdown } from '../src/ui/app/key-doc.ts'
import { refuted, toldTable } from './state/runs/told.ts'

/** Made from the one table of keys; `npm run docs` writes it anew. */
test('docs/keys.md says what the keys do', async () => {
  await expect(keysMarkdown()).toMatchFileSnapshot('../docs/keys.md')
})

// Made from the one table of routes.
test('docs/api.md says what the server answers', async () => {
  await expect(apiMarkdown()).toMatchFileSnapshot('../docs/api.md')
})

// Made from what the recorded streams of agents become.
test('docs/run-events.md says which agent tells which event', async () => {
  await expect(toldTable()).toMatchFileSnapshot('../docs/run-events.md')
  expect(refuted()).toEqual([])
})
