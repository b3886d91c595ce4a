import { createRequire } from 'node:module'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'

/** What stands for string-width in the built program. */
const built: typeof stringWidth = createRequire(import.meta.url)('../../src/cli/string-width.cjs')

test('each character is as wide as string-width says, alone and after another', () => {
  const wrong: string[] = []
  for (let code = 0; code < 0x3000; code++) {
    const char = String.fromCharCode(code)
    for (const text of [char, `─${char}`, `${char}\u0301`])
      if (built(text) !== stringWidth(text)) wrong.push(`U+${code.toString(16)}`)
  }
  expect(wrong).toEqual([])
})

test.each([
  ['', 0],
  ['\x1b[1;38;5;12m│ ▸ é…\x1b[0m', 6],
  ['\x1b]8;;http://x\x07é\x1b]8;;\x07', 1],
  ['日本\x1b[0m', 4],
  ['☑️', 2],
  ['👩‍👩‍👧', 2],
])('%j is %i cells wide', (text, cells) => {
  expect(built(text)).toBe(cells)
  expect(stringWidth(text)).toBe(cells)
})

test('its options still apply', () => {
  expect(built('§', { ambiguousIsNarrow: false })).toBe(2)
  expect(built('\x1b[1mé', { countAnsiEscapeCodes: true })).toBe(4)
})
