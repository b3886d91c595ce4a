import { expect, test } from 'vitest'
import { sideBySide } from '../../../src/web/worktrees/side-by-side.ts'

const DIFF = `diff --git a/x b/x
index 1..2 100644
--- a/x
+++ b/x
@@ -1,3 +1,4 @@
 same
-old one
+new one
+new two
 end
diff --git a/--odd b/--odd
--- a/--odd
+++ b/--odd
@@ -1 +1 @@
--- a rule
+++ a sum
`

test('removed lines stand beside what was added in their place, with numbers', () => {
  const rows = sideBySide(DIFF)
  expect(rows.map(({ kind, left, right }) => [kind, left, right])).toEqual([
    ['file', 'x', null],
    ['hunk', '@@ -1,3 +1,4 @@', null],
    ['same', 'same', 'same'],
    ['changed', 'old one', 'new one'],
    ['changed', null, 'new two'],
    ['same', 'end', 'end'],
    ['file', '--odd', null],
    ['hunk', '@@ -1 +1 @@', null],
    ['changed', '-- a rule', '++ a sum'],
  ])
  expect(rows.map(({ leftAt, rightAt }) => [leftAt, rightAt]).slice(2, 6)).toEqual([
    [1, 1],
    [2, 2],
    [null, 3],
    [3, 4],
  ])
  expect(sideBySide('')).toEqual([])
})

test('beyond 20,000 rows, a last row gives the number of lines that are left out', () => {
  const rest = Array.from({ length: 20_010 }, (_, at) => ` line ${at}`).join('\n')
  const rows = sideBySide(`diff --git a/x b/x\n@@ -1 +1 @@\n${rest}\n`)
  expect(rows.at(-1)).toMatchObject({
    kind: 'hunk',
    left: '11 more lines of the diff: see `fleetmux work diff`',
  })
  expect(rows.at(-2)).toMatchObject({ kind: 'same', left: 'line 19998' })
})
