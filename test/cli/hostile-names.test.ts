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
  's/@LINE@/\\n/g',
].join(';')
const KINDS = ['ESC', 'BIDI', 'TAB', 'CR', 'C1', 'LONE', 'LINE']

/** The same as a text of ours: what a state file may hold that a host or another program has written. */
const HOSTILE = 'x\u001b]52;c;UFdORUQ=\u0007\u202e\t\u009b31m\r\n\ud800\ufeffx'

let app: App
let env: Record<string, string>

beforeAll(async () => {
  app = await openApp()
  for (const kind of KINDS) await nastySession(kind)
  await app.tmux('new-session', '-d', '-s', 'constructor', '-n', '__proto__', 'exec cat')
  await writeRecords()
  const dir = join(app.dir, 'hostile')
  await mkdir(dir)
  const tmux = (await capture('sh', ['-c', 'command -v tmux'])).trim()
  const shim = `#!/bin/sh\nexec 3>&1\n${tmux} "$@" | exec sed -u '${REWRITE}' >&3\n`
  await writeFile(join(dir, 'tmux'), shim, { mode: 0o755 })
  const said = "printf '\\033]52;c;UFdORUQ=\\007\\tbanner\\302\\233\\n' >&2; exit 255"
  await writeFile(join(dir, 'ssh'), `#!/bin/sh\n${said}\n`, { mode: 0o755 })
  env = { PATH: `${dir}:${process.env['PATH']}`, TMPDIR: app.dir }
})
afterAll(() => app.close())

async function nastySession(kind: string): Promise<void> {
  const name = `evil@${kind}@end`
  const line = `printf 'Password@${kind}@: '; exec cat`
  await app.tmux('new-session', '-d', '-s', name, '-n', `w@${kind}@end`, line)
  await app.tmux('select-pane', '-t', `=${name}:`, '-T', `t@${kind}@end`)
}

/** Two that have ended, so that nobody is asked about them; the key of one is as bad as its fields. */
async function writeRecords(): Promise<void> {
  const record = {
    vm_name: HOSTILE,
    workspace: `/w/${HOSTILE}`,
    tmux_session: HOSTILE,
    prompt: HOSTILE,
    command: HOSTILE,
    status: 'completed',
    created_at: '2026-05-02T20:30:14Z',
  }
  const sessions = { 'sess-20260502-203014-4f2a': record, [HOSTILE]: record }
  const vm_pool = {
    [HOSTILE]: { size: HOSTILE, region: HOSTILE, capacity: 2, active_sessions: [] },
  }
  await mkdir(join(app.dir, 'state', 'fleetmux'), { recursive: true })
  const path = join(app.dir, 'state', 'fleetmux', 'remote-state.json')
  await writeFile(path, JSON.stringify({ sessions, vm_pool }))
}

const LINES: readonly (readonly string[])[] = [
  ['ls'],
  ['ls', '--json'],
  ['ls', '--host', 'evil'],
  ['hosts'],
  ['doctor', '--host', 'local'],
  ['grep', '.'],
  ['send', '--all', '--dry-run', 'x'],
  ['interrupt', '--all', '--dry-run'],
  ['output', 'evil@ESC@end'],
  ['output', 'evilend'],
  ['output', '--json', 'evil end'],
  ['explain', 'evil'],
  ['explain', '--json', 'constructor'],
  ['grep', '--json', 'Password'],
  ['list'],
  ['list', '--json'],
  ['status', '--detailed'],
  ['status', '--json'],
  ['pool'],
  ['pool', '--json'],
  ['hosts', '--json'],
  ['output', 'sess-20260502-203014-4f2a'],
  ['fetch', 'sess-20260502-203014-4f2a'],
  ['kill', '--yes', 'sess-20260502-203014-\u202e'],
  ['hosts', 'test', 'evil'],
  ['complete', '--', 'output', ''],
  ['kill', '--yes', 'evil\u001b]52;c;x\u0007\u202e'],
  ['send', 'evil/\u001b[31m\u202e\tx', 'x'],
  ['new', '--host', 'local', '--name', 'n\u001b]0;x\u0007\u202e'],
  ['fetch', '\u001b]52;c;x\u0007\u202e'],
  ['hosts', 'show', '\u001b]52;c;x\u0007\u202e'],
  ['recover', '\u001b]52;c;x\u0007\u202e'],
]

const BOTH = [false, true]

test.each(LINES)('%s prints no control character of somebody else', async (...args) => {
  // One after the other: two that make or end sessions at once may end a server of tmux 3.3a (docs/decisions/0014).
  for (const terminal of BOTH) {
    const { out, err } = await app.run(args, { env, terminal })
    expect([terminal, leaks(out, terminal), leaks(err, terminal)]).toEqual([terminal, [], []])
    if (args.includes('--json') && !terminal && out !== '') expect(halves(out)).toEqual([])
  }
})

test.each(BOTH)(
  'nor does the built program, in a process of its own (terminal: %s)',
  async terminal => {
    const { code, out, err } = await app.start(['ls', '--timeout', '60'], { env, terminal }).ended
    expect([code, leaks(out, terminal), leaks(err, terminal)]).toEqual([0, [], []])
    expect(out).toContain('constructor')
  },
)

/** Texts in a JSON document, or in one a line, that are no whole characters or could turn a terminal round. */
function halves(out: string): readonly string[] {
  const found: string[] = []
  const look = (key: string, value: unknown) => {
    for (const text of [key, value])
      if (typeof text === 'string' && !text.isWellFormed()) found.push(text)
    return value
  }
  const isOne = out.startsWith('{\n') || out.startsWith('[')
  for (const text of isOne ? [out] : out.trim().split('\n')) JSON.parse(text, look)
  return found
}

/** What may act on a terminal, or look like another text. On a terminal ours are colours, and `script` writes CR LF. */
function leaks(text: string, terminal: boolean): readonly string[] {
  const ours = terminal ? text.replaceAll('\r\n', '\n').replace(/\u001b\[[\d;]*m/g, '') : text
  const found = ours.match(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]|evil[\t\n\r]+end/g,
  )
  return [...new Set(found ?? [])].map(each => JSON.stringify(each))
}
