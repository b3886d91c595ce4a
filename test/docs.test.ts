import { expect, test } from 'vitest'
import { keysMarkdown } from '../src/ui/app/key-doc.ts'

/** Made from the one table of keys; `npm run docs` writes it anew. */
test('docs/keys.md says what the keys do', async () => {
  await expect(keysMarkdown()).toMatchFileSnapshot('../docs/keys.md')
})
