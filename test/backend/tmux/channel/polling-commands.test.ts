import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pollingCommands } from '../../../../src/backend/tmux/channel/polling-commands.ts'
import { sendKeys } from '../../../../src/backend/tmux/command.ts'
import { deleteBuffer, fillBuffer, pasteBuffer } from '../../../../src/backend/tmux/paste-buffer.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmw-'))
  // Stands for tmux: what it is given as words, and as stdin.
  writeFileSync(
    join(dir, 'tmux'),
    '#!/bin/sh\nprintf "%s\\n" "$@" >>"$0.words"\nexec cat >"$0.stdin"\n',
    { mode: 0o755 },
  )
})
afterEach(() => rmSync(dir, { recursive: true }))

/** As the script on the host runs it. */
function run(shell: string, line: string, path = process.env.PATH ?? ''): void {
  const env = { PATH: `${dir}:${path}`, d: dir, k: line }
  execFileSync(shell, ['-c', 'eval "exec tmux $k" </dev/null'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
const read = (what: string) => readFileSync(join(dir, `tmux.${what}`))

test.each(['sh', 'bash'])(
  'a text goes to tmux by its stdin, whole, and never stands among words: %s',
  shell => {
    const text =
      `${Array.from({ length: 127 }, (_, code) => String.fromCharCode(code + 1)).join('')}'\\0101 %s 日本`.repeat(
        300,
      )
    const pieces = fillBuffer('fleetmux-x', text)
    expect(pieces.length).toBeGreaterThan(1)
    for (const words of pieces) run(shell, pollingCommands(words))
    expect(read('stdin').equals(Buffer.from(text))).toBe(true)
    expect(read('words').toString()).toBe('load-buffer\n-b\nfleetmux-x\n-\n'.repeat(pieces.length))
  },
)

test.each([
  [
    pasteBuffer('%1', 'fleetmux-x', { marks: true, raw: false }),
    'paste-buffer\n-p\n-d\n-r\n-b\nfleetmux-x\n-t\n%1\n',
  ],
  [deleteBuffer('fleetmux-x')[0] ?? [], 'delete-buffer\n-b\nfleetmux-x\n'],
])('the file goes with the buffer', (words, asked) => {
  const file = join(dir, 'b.fleetmux-x')
  run('sh', pollingCommands(fillBuffer('fleetmux-x', 'secret')[0] ?? []))
  expect(existsSync(file)).toBe(true)
  rmSync(join(dir, 'tmux.words'))
  run('sh', pollingCommands(words))
  expect(existsSync(file)).toBe(false)
  expect(read('words').toString()).toBe(asked)
})

test('a `;` stays the key that it is', () => {
  run('sh', pollingCommands(sendKeys('%1', [{ key: ';' }])[0] ?? []))
  expect(read('words').toString()).toBe('send-keys\n-t\n%1\n--\n\\;\n')
})
