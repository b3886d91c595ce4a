import { expect, test } from 'vitest'
import { colourSyntax } from '../../../src/state/files/syntax-lines.ts'

test('a text is coloured by the language of its name, each line for itself', () => {
  const text = 'const a = 1 /* one\ntwo */'
  const coloured = colourSyntax(text, 'src/a.ts')
  expect(coloured).toContain('\x1b[35mconst\x1b[0m')
  expect(coloured.split('\n')[1]).toBe('\x1b[90mtwo */\x1b[0m')
  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(text)
})

test('what has no known language stays as it is', () => {
  for (const name of ['notes', 'a.unknown', 'constructor', 'a.constructor'])
    expect(colourSyntax('const a', name)).toBe('const a')
  expect(colourSyntax('x\n'.repeat(200_000), 'a.ts')).toBe('x\n'.repeat(200_000))
})
