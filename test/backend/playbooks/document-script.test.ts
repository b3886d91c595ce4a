import { execFileSync } from 'node:child_process'
import { lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentScript } from '../../../src/backend/playbooks/document-script.ts'
import { readDocuments } from '../../../src/state/playbooks/document.ts'

let dir: string
const APPLETS = 'awk cat cp cut mkdir mktemp mv printf readlink rm rmdir sed sort tail tr'.split(
  ' ',
)
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fm-documents-'))
  await mkdir(join(dir, 'applets'))
  const busybox = execFileSync('sh', ['-c', 'command -v busybox']).toString().trim()
  for (const name of APPLETS) await symlink(busybox, join(dir, 'applets', name))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const SHELLS = [
  ['dash', ['dash'], () => process.env['PATH']],
  ['bash', ['bash', '--posix'], () => process.env['PATH']],
  ['busybox', ['busybox', 'sh'], () => `${join(dir, 'applets')}:${process.env['PATH']}`],
] as const

describe.each(SHELLS)('documents, read by %s', (_, [file, ...words], path) => {
  const run = (script: string, ...args: string[]) =>
    execFileSync(
      file,
      [...words, '-c', `tab='\t' d=$0\n${documentScript}\n${script}`, dir, ...args],
      {
        env: { PATH: path() },
        stdio: ['ignore', 'pipe', 'pipe'],
        encoding: 'utf8',
      },
    )
  async function scanned(text: string, name = 'x.md') {
    const at = join(dir, name)
    await writeFile(at, text)
    return readDocuments(`document\t${at}\n${run('scan "$1"', at)}`)[0]
  }

  test('boxes of every form; none in fenced code', async () => {
    const read = await scanned(
      [
        ...[
          '# T\r',
          '- [ ] One\r',
          '* [x] Two',
          '  + [X] Three',
          '1. [ ] Four\t tabbed',
          '- [] no',
        ],
        ...['- [ ]', '- [-] cancelled', '```sh', '- [ ] code', '```', '~~~', '- [ ] code', '~~~'],
        '- [ ] T001 [P] [US1] Spec `kit` \\n "q" \u001b[31mred',
      ].join('\n'),
    )
    expect(read?.tasks.map(({ line, isDone, text }) => [line, isDone, text])).toEqual([
      ['2', false, 'One'],
      ['3', true, 'Two'],
      ['4', true, 'Three'],
      ['5', false, 'Four  tabbed'],
      ['6', false, 'no'],
      ['15', false, 'T001 [P] [US1] Spec `kit` \\n "q"  [31mred'],
    ])
  })

  test('gates and halt markers; what is quoted is text', async () => {
    const read = await scanned(
      [
        ...['- [ ] !gate: Ship it?', 'Write `<!-- maestro:halt: x -->` to stop.', '- [ ] Two'],
        '<!-- MAESTRO:HITL reason="Spec ready" artifact="SPEC.md" -->',
        ...['- [ ] Human has read it', '- [ ] Three', '<!-- MAESTRO:HITL reason="old" -->'],
        ...['- [x] Was read', '- [ ] Four', 'text <!-- maestro:halt: no key --> more'],
      ].join('\n'),
    )
    expect(read?.tasks.filter(({ isGate }) => isGate).map(({ question }) => question)).toEqual([
      'Ship it?',
      'Spec ready (SPEC.md): Human has read it',
    ])
    expect(read?.halts).toEqual([{ line: '10', reason: 'no key' }])
  })

  test('a mark is all that is written, at its line or where its text has gone', async () => {
    const at = join(dir, 'marked.md')
    const text = 'intro\r\n- [ ] One & \\1\r\n- [ ] Two\r\n\r\nend without a line end é'
    await writeFile(at, text, { mode: 0o640 })
    run('mark "$1" 2 "$2" done', at, 'One & \\1')
    expect(await readFile(at, 'utf8')).toBe(text.replace('- [ ] One', '- [x] One'))
    await writeFile(at, `new line\n${text}`)
    run('mark "$1" 3 "$2" done', at, 'Two')
    expect(await readFile(at, 'utf8')).toBe(`new line\n${text.replace('- [ ] Two', '- [x] Two')}`)
    expect((await stat(at)).mode & 0o777).toBe(0o640)
    const both = '- [ ] Same\n- [ ] Same\n'
    await writeFile(at, both)
    run('mark "$1" 2 Same done', at)
    expect(await readFile(at, 'utf8')).toBe('- [ ] Same\n- [x] Same\n')
    expect(() => run('mark "$1" 9 Gone done', at)).toThrow()
  })

  test('a link stays a link', async () => {
    await writeFile(join(dir, 'real.md'), '- [ ] One\n')
    const link = join(dir, 'link.md')
    await rm(link, { force: true })
    await symlink('real.md', link)
    run('mark "$1" 1 One done', link)
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(await readFile(join(dir, 'real.md'), 'utf8')).toBe('- [x] One\n')
  })

  test('nothing is written to a directory that another user has put in the place of ours', async () => {
    await mkdir(join(dir, 'beside'), { recursive: true })
    await mkdir(join(dir, 'elsewhere'), { recursive: true, mode: 0o700 })
    const at = join(dir, 'beside', 'x.md')
    await writeFile(at, '- [ ] One\n')
    for (const name of ['part', 'copy']) await writeFile(join(dir, 'elsewhere', name), 'kept\n')
    // Just after the directory was made.
    const exchange = 'for n in "$d"/beside/.f*; do mv "$n" "$d/was"; ln -s ../elsewhere "$n"; done'
    const once = `{ [ -e "$d/exchanged" ] || { : >"$d/exchanged"; ${exchange}; }; }`
    const makers = ['mkdir', 'mktemp'].map(
      name => `${name}() { command ${name} "$@"; code=$?; ${once}; return $code; }`,
    )
    run(`${makers.join('\n')}\nmark "$1" 1 One done || :; rm -rf "$d/exchanged" "$d/was"`, at)
    for (const name of ['part', 'copy'])
      expect(await readFile(join(dir, 'elsewhere', name), 'utf8')).toBe('kept\n')
    expect((await stat(join(dir, 'elsewhere'))).mode & 0o777).toBe(0o700)
    await rm(join(dir, 'beside'), { recursive: true })
  })

  test('an edit in between is kept: the mark is made in the newer document', async () => {
    const at = join(dir, 'edited.md')
    await writeFile(at, '- [ ] One\n')
    // A person saves while the mark is being written.
    run(
      'edit_markdown() { [ -e "$d/once" ] || { : >"$d/once"; printf "%s\\n" "# New" "- [ ] One" >"$FM_AT_WORK"; }; sed "s/\\[ \\]/[x]/"; }; FM_AT_WORK=$1; mark "$1" 1 One done; rm "$d/once"',
      at,
    )
    expect(await readFile(at, 'utf8')).toBe('# New\n- [x] One\n')
  })

  test('a thousand tasks', async () => {
    const all = Array.from({ length: 1000 }, (_, at) => `- [${at % 2 ? 'x' : ' '}] Task ${at}`)
    expect((await scanned(all.join('\n')))?.tasks).toHaveLength(1000)
    const at = join(dir, 'x.md')
    run(
      'scan "$1" | awk -F "$tab" \'$2 == "done" { print $1 "\\t" $4 }\' >"$d/list"; mark_all "$1" "$d/list" open',
      at,
    )
    expect(await readFile(at, 'utf8')).not.toContain('[x]')
  })

  test.each([0, 2])("Task Master's list, indented by %i", async indent => {
    const tasks = [
      { id: 1, title: 'One "q" \\ é', description: 'Do\nit', status: 'done', dependencies: [] },
      {
        id: 2,
        title: 'Two',
        status: 'pending',
        dependencies: [1],
        subtasks: [{ id: 1, title: 'a', status: 'pending' }],
      },
      {
        id: 3,
        status: 'in-progress',
        title: 'status": "pending"',
        dependencies: [2],
        details: '{[',
      },
      { id: 4, title: 'Four', status: 'deferred', dependencies: [] },
    ]
    const whole = { master: { tasks, metadata: { tasks: [{ id: 7, status: 'pending' }] } } }
    const read = await scanned(JSON.stringify(whole, null, indent), 'tasks.json')
    expect(read?.tasks.map(({ line, isDone, isWaiting }) => [line, isDone, isWaiting])).toEqual([
      ['1', true, false],
      ['2', false, false],
      ['3', false, true],
    ])
    const at = join(dir, 'tasks.json')
    run('mark "$1" 2 Two done', at)
    const marked = JSON.stringify(whole, null, indent).replace(
      /("title": ?"Two",\s*"status": ?")pending/,
      '$1done',
    )
    expect(await readFile(at, 'utf8')).toBe(marked)
    expect((await scanned(marked, 'tasks.json'))?.tasks[2]?.isWaiting).toBe(false)
  })

  test('what is no JSON is told', async () => {
    await writeFile(join(dir, 'tasks.json'), '{"tasks": [ "open')
    expect(() => run('scan "$1"', join(dir, 'tasks.json'))).toThrow()
  })
})
