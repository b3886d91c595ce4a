import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { quoteWord, shellCommand } from '../../../src/backend/transport/shell-quote.ts'
import { isInstalled } from '../../lab/installed-program.ts'

const run = promisify(execFile)
const words = [
  '',
  'plain',
  'two words',
  "it's",
  '"',
  '\\',
  'a\\',
  "\\'\\\\'!",
  '!x !! a!b',
  '$HOME `id` $(id) %d ^a^b',
  '~/x',
  '=ls',
  '* ? [a] {a,b}',
  '-n',
  '#no',
  '; & | < > ( )',
  '\t\x01\x7f',
  'é 漢 👩‍💻',
]
const script = 'printf "[%s]" "$@"'
const shells = ['sh', 'bash', 'zsh', 'fish', 'tcsh', 'csh'].filter(isInstalled)

describe.each(shells)('as a login shell, %s', shell => {
  const said = async (argv: string[]) =>
    (
      await run(shell, ['-c', shellCommand(script, argv)], {
        env: { ...process.env, HOME: '/nowhere' },
      })
    ).stdout

  test.each(words)('hands over %j', async word => {
    expect(await said([word])).toBe(`[${word}]`)
  })

  test('hands over all at once, and newlines', async () => {
    const many = [...words, 'a\nb', "\n'\n", '\\n', 'end\n']
    expect(await said(many)).toBe(many.map(word => `[${word}]`).join(''))
  })

  test('passes the exit code of the script', async () => {
    const failed = run(shell, ['-c', shellCommand('exit $1', ['7'])])
    await expect(failed).rejects.toMatchObject({ code: 7 })
  })
})

test('what needs no quotes has none', () => {
  expect(quoteWord('user@host:/tmp/a-b_c.d,e+f')).toBe('user@host:/tmp/a-b_c.d,e+f')
})
