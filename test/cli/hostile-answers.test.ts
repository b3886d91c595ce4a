import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitIn } from '../backend/workspace/project.ts'
import { installAgent } from '../lab/agents/install-agent.ts'
import { type OddSshd, startOdd } from '../lab/odd.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp } from './app.ts'

/**
 * A host that answers all that is asked without a channel (runs, worktree sessions, playbooks, files, history,
 * conversations ...) and changes each answer on its way: escapes, other numbers, other types, endless lines, nothing.
 */
const MUTATE = String.raw`
use strict; my ($mode, $seed) = @ARGV; srand($seed); $| = 1;
my $esc = "x\x1b]52;c;UFdORUQ=\x07\xe2\x80\xae\xc2\x9b31m\rx"; my $json = 'x\u001b]52;c;UFdORUQ=\u0007\u202e\u009b31m\r\n\ud800x';
my @numbers = ('-1', '1e308', '99999999999999999999', '0.5', 'null', '"7"', '[]', '{}', 'true');
sub some { my ($rate) = @_; rand() < $rate }
while (my $line = <STDIN>) {
  my $rate = $mode eq 'all' ? 1 : 0.3;
  if ($mode eq 'wrong') {
    $line =~ s/(":\s*)("(?:[^"\\]|\\.)*"|-?[0-9.]+|true|false|null)/$1 . (some(0.2) ? $numbers[rand @numbers] : $2)/ge;
    $line =~ s/(?<=[ \t])([0-9]+)(?=[ \t\n])/some(0.3) ? $numbers[rand 4] : $1/ge;
  } else {
    $line =~ s/("(?:summary|name|title|text|prompt|message|branch\w*|path|\w*[Pp]ath|detail|what|why|label|agent|model|id|run|state|status|type|\w+)"\s*:\s*"(?:[^"\\]|\\.)*)"/some($rate) ? "$1$json\"" : "$1\""/ge;
    $line =~ s/([^"{}\[\],:]\w)(?=[\t\n\0])/some($rate) ? "$1$esc" : $1/ge;
  }
  print $line;
}
`

let app: App
let lab: Lab
let odd: OddSshd
let mode: string
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: ['evil'] })])
  const { home, dir } = lab.host('evil')
  await installAgent(home)
  mode = join(dir, 'mode')
  await writeFile(mode, 'plain 0')
  await writeFile(join(dir, 'mutate.pl'), MUTATE)
  const script = `#!/bin/sh
read -r how seed <'${mode}'
case $how in
plain) exec sh -c "$SSH_ORIGINAL_COMMAND" ;;
silent) exec cat >/dev/null ;;
endless) cat >/dev/null & exec yes "session x" ;;
esac
said=$(mktemp '${dir}/code.XXXXXX')
{ sh -c "$SSH_ORIGINAL_COMMAND"; echo $? >"$said"; } | perl '${dir}/mutate.pl' "$how" "$seed"
exit $(cat "$said")
`
  await writeFile(join(dir, 'force'), script, { mode: 0o755 })
  odd = await startOdd(lab.host('evil'), [`ForceCommand ${join(dir, 'force')}`])
  const config = join(app.dir, 'ssh_config')
  await writeFile(config, `Host evil\n  Port ${odd.port}\nInclude ${lab.sshConfig}\n`)
  await app.configure({ sshConfig: config, hosts: [{ name: 'evil' }] })
  await furnish(home)
})
afterAll(async () => {
  await app.close()
  await odd?.close()
  await lab.close()
})

/** Something of each kind that can be listed. */
async function furnish(home: string): Promise<void> {
  const at = join(home, 'app')
  await mkdir(join(at, 'tasks'), { recursive: true })
  await writeFile(join(at, 'README.md'), 'A project with a needle.\n')
  await writeFile(join(at, 'tasks', 'one.md'), '# One\n\n- [ ] a task\n')
  gitIn(at, 'init', '-q', '-b', 'main')
  gitIn(at, 'add', '-A')
  gitIn(at, '-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'First')
  execFileSync('git', ['-C', at, 'config', 'user.name', 'A'])
  execFileSync('git', ['-C', at, 'config', 'user.email', 'a@example.org'])
  await mkdir(join(at, '.maestro', 'playbooks'), { recursive: true })
  await writeFile(join(at, '.maestro', 'playbooks', 'one.md'), '# One\n\n- [x] a task\n')
  const claude = join(home, '.claude', 'projects', '-app')
  await mkdir(claude, { recursive: true })
  await copyFile('test/fixtures/conversations/claude.jsonl', join(claude, 'c1.jsonl'))
  await writeFile(
    join(home, '.claude.json'),
    JSON.stringify({ mcpServers: { one: { command: 'x', args: ['y'] } } }),
  )
  const on = ['--on', 'evil']
  const ran = await app.run(['run', 'claude', 'say hello', ...on, '--cwd', at, '--yolo', '--json'])
  run = /\b01[A-Z0-9]{24}\b/.exec(ran.out)?.[0] ?? ''
  for (const args of [
    ['work', 'new', '--host', 'evil', '--name', 'piece', '--repo', at],
    ['work', 'iterate', 'piece', 'say hello', '--yolo'],
    ['history', 'add', 'evil:app', 'a note'],
    ['playbook', 'run', 'one.md', '--dir', 'evil:app', '--yolo'],
    ['new', '--host', 'evil', '--name', 'there'],
  ])
    expect([args, (await app.run(args)).code]).toEqual([args, 0])
}

let run = ''
const LINES: readonly (readonly string[])[] = [
  ['run', 'list', '--on', 'evil'],
  ['run', 'list', '--on', 'evil', '--json'],
  ['run', 'show', 'RUN'],
  ['run', 'show', 'RUN', '--json'],
  ['run', 'follow', 'RUN'],
  ['work', 'list', '--host', 'evil'],
  ['work', 'list', '--host', 'evil', '--json'],
  ['work', 'status', 'piece'],
  ['work', 'diff', 'piece'],
  ['work', 'preflight', 'piece'],
  ['work', 'conflicts', '--host', 'evil'],
  ['work', 'clean', '--host', 'evil'],
  ['work', 'restore', '--host', 'evil'],
  ['work', 'export', 'piece'],
  ['files', 'ls', 'evil:app'],
  ['files', 'tree', 'evil:app'],
  ['files', 'cat', 'evil:app/README.md'],
  ['files', 'grep', 'evil:app', 'needle'],
  ['files', 'find', 'evil:app', 'README'],
  ['files', 'trash', 'evil'],
  ['history', 'evil:app'],
  ['history', 'evil:app', '--json'],
  ['playbook', 'list', '--on', 'evil'],
  ['conversations', 'list', '--on', 'evil'],
  ['conversations', 'show', 'c1', '--on', 'evil'],
  ['conversations', 'search', 'a', '--on', 'evil'],
  ['conversations', 'cost', '--on', 'evil'],
  ['detect', '--all', '--on', 'evil'],
  ['mcp', 'list', 'claude', '--on', 'evil'],
  ['hooks', 'list', '--on', 'evil'],
  ['run-on', '--on', 'evil', '--', 'echo', 'hello'],
  ['doctor', '--host', 'evil'],
  ['benchmark', 'list'],
]

/** What no terminal may be sent: all but text, line ends and colours. A character that was replaced is harmless. */
const UNCLEAN =
  /[^\n\t\x20-\x7e\u00a0-\u200a\u2010-\u2027\u2030-\u205f\u2070-\ufefe\uff00-\uffff\u{10000}-\u{dffff}]/u
/** Signs of a value that was believed unread. */
const UNREAD = /fleetmux itself|\bNaN\b|\bInfinity\b|\bundefined\b|\[object |\de\+\d/

async function hear(args: readonly string[]): Promise<string> {
  const words = args.map(word => (word === 'RUN' ? run : word))
  const { out, err } = await app.run(words, { terminal: !args.includes('--json') })
  const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
  return (out + err).replaceAll(colour, '')
}

test.each(['all 1', 'some 2', 'wrong 4', 'endless 1'])(
  'whatever it answers (%s), only text and colours come out, and no figure that is none',
  async how => {
    await writeFile(mode, how)
    for (const args of LINES) {
      const text = await hear(args)
      expect([args, UNCLEAN.exec(text)]).toEqual([args, null])
      expect([args, UNREAD.exec(text)]).toEqual([args, null])
    }
  },
)

test('its answers were changed on their way', async () => {
  await writeFile(mode, 'all 1')
  expect(await hear(['history', 'evil:app'])).toContain('a notex')
})

test.each([
  ['run', 'list'],
  ['work', 'list'],
  ['work', 'conflicts'],
  ['playbook', 'list'],
])(
  '%s %s names a host that takes all and says nothing, and is not held up by it',
  async (...args) => {
    await writeFile(mode, 'silent 1')
    const start = performance.now()
    const { code, err } = await app.run(args)
    expect([code, err]).toEqual([4, expect.stringContaining('evil: ')])
    // The usual time limit is ten seconds, that of a script for a repository two minutes.
    expect(performance.now() - start).toBeLessThan(60_000)
  },
)
