import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture } from '../lab/process.ts'
import { type App, openApp } from './app.ts'

/**
 * A host whose tmux says hostile names: the real one, what it prints rewritten on its way. `@ESC@` and so on stand
 * in the names of real sessions, windows and titles.
 */
const REWRITE = [
  's/@ESC@/\\x1b]52;c;UFdORUQ=\\x07/g',
  's/@BIDI@/\\xe2\\x80\\xae/g',
  's/@TAB@/\\t/g',
  's/@CR@/\\r/g',
  's/@C1@/\\xc2\\x9b31m/g',
  's/@LONE@/\\xed\\xa0\\x80/g',
].join(';')
const KINDS = ['ESC', 'BIDI', 'TAB', 'CR', 'C1', 'LONE']

let app: App
let env: Record<string, string>

beforeAll(async () => {
  app = await openApp()
  for (const kind of KINDS)
    await app.tmux('new-session', '-d', '-s', `evil@${kind}@`, '-n', `w@${kind}@`, 'exec cat')
  const dir = join(app.dir, 'hostile')
  await mkdir(dir)
  const tmux = (await capture('sh', ['-c', 'command -v tmux'])).trim()
  const shim = `#!/bin/sh\nexec 3>&1\n${tmux} "$@" | exec sed -u '${REWRITE}' >&3\n`
  await writeFile(join(dir, 'tmux'), shim, { mode: 0o755 })
  const said = "printf '\\033]52;c;UFdORUQ=\\007\\tbanner\\302\\233\\n' >&2; exit 255"
  await writeFile(join(dir, 'ssh'), `#!/bin/sh\n${said}\n`, { mode: 0o755 })
  env = { PATH: `${dir}:${process.env['PATH']}`, TMPDIR: app.dir }
}, 60_000)
afterAll(() => app.close())

const LINES: readonly (readonly string[])[] = [
  ['ls'],
  ['ls', '--json'],
  ['ls', '--host', 'evil'],
  ['hosts'],
  ['doctor', '--host', 'local'],
  ['grep', '.'],
  ['send', '--all', '--dry-run', 'x'],
  ['interrupt', '--all', '--dry-run'],
  ['output', 'evil@ESC@'],
  ['explain', 'evil'],
  ['hosts', 'test', 'evil'],
  ['complete', '--', 'output', ''],
  ['kill', '--yes', 'evil\u001b]52;c;x\u0007\u202e'],
  ['send', 'evil/\u001b[31m\u202e\tx', 'x'],
  ['new', '--host', 'local', '--name', 'n\u001b]0;x\u0007\u202e'],
  ['fetch', '\u001b]52;c;x\u0007\u202e'],
  ['hosts', 'show', '\u001b]52;c;x\u0007\u202e'],
  ['recover', '\u001b]52;c;x\u0007\u202e'],
]

test.each(LINES)('%s prints no control character of somebody else', async (...args) => {
  for (const terminal of [false, true]) {
    const { out, err } = await app.start(args, { env, terminal }).ended
    expect([terminal, leaks(out, terminal), leaks(err, terminal)]).toEqual([terminal, [], []])
  }
})

/** What may act on a terminal, or look like another text. On a terminal ours are colours, and `script` writes CR LF. */
function leaks(text: string, terminal: boolean): readonly string[] {
  const ours = terminal ? text.replaceAll('\r\n', '\n').replace(/\u001b\[[\d;]*m/g, '') : text
  const found = ours.match(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|evil\t/g,
  )
  return [...new Set(found ?? [])].map(each => JSON.stringify(each))
}
