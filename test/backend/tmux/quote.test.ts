import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createControlReader } from '../../../src/backend/tmux/channel/control-mode-parser.ts'
import { quoteCommands, quoteShell } from '../../../src/backend/tmux/quote.ts'

/** Against the real parser: what is quoted and set comes back byte for byte. */
describe('quoting for tmux', () => {
  let dir = ''
  const env = () => ({ PATH: process.env['PATH'] ?? '', TMUX_TMPDIR: dir })

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'fmq-'))
    execFileSync('tmux', ['-f', '/dev/null', 'new-session', '-d', 'sleep 600'], { env: env() })
  })
  afterAll(() => {
    execFileSync('tmux', ['kill-server'], { env: env() })
    rmSync(dir, { recursive: true })
  })

  test.each([
    ['every byte but NUL', Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1))],
    [
      'key names and separators',
      'Up ; C-c # #{pid} #(touch x) $HOME ~ ~root "a" \'b\' \\ {x} %1:off',
    ],
    ['a leading dash', '-t nowhere'],
    ['lines, tabs and wide characters', 'a\nb\tc\r\n日本 👩‍💻 é\u001b[201~'],
    ['a hundred kilobytes', 'x'.repeat(50_000) + '"$\\'.repeat(16_000)],
  ])('%s', (_, text) => {
    const out = join(dir, 'out')
    const line = quoteCommands([
      ['set-buffer', '-b', 'probe', '--', text],
      ['save-buffer', '-b', 'probe', out],
    ])
    const said = spawnSync('tmux', ['-C', 'attach', '-f', 'ignore-size,no-output'], {
      env: env(),
      input: `${line}\n\n`,
    })
    const errors: string[] = []
    createControlReader(event => {
      if (event.type === 'answer' && !event.ok) errors.push(event.body.toString())
    }).read(said.stdout)
    expect(errors).toEqual([])
    expect(execFileSync('cat', [out])).toEqual(Buffer.from(text))
  })

  test('a shell reads its words back', () => {
    const words = ['plain', "it's", '$(x) `y` "z"', 'a\nb', '', '-n', '~']
    const out = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(quoteShell).join(' ')}`])
    expect(out.toString().split('\0').slice(0, -1)).toEqual(words)
  })
})
