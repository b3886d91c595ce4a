import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runSshInTerminal } from '../../../src/backend/ssh/run-in-terminal.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fma-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** A program that is given `-E FILE` first, as ssh is. */
function program(script: string): string {
  const file = join(home, 'program')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o700)
  return file
}

test('what it says comes back with its exit code, and nothing is left of it', async () => {
  const file = program('echo "no such key" >"$2"; exit 3')
  const { code, said } = await runSshInTerminal({ file, args: [] }, join(home, 'login'))
  expect([code, said]).toEqual([3, 'no such key\n'])
  expect(readdirSync(home)).toEqual(['program'])
})

test('where that cannot be read, it has the terminal to its end all the same', async () => {
  const file = program(`rm -- "$2"; sleep 0.3; : >"${home}/over"`)
  const run = runSshInTerminal({ file, args: [] }, join(home, 'login'))
  await expect(run).rejects.toThrow(/ENOENT/)
  expect(existsSync(join(home, 'over'))).toBe(true)
})
