import { expect, test } from 'vitest'
import { parse } from '../../../src/cli/args/parse.ts'
import { COMMANDS } from '../../../src/cli/command-table.ts'

const read = (...argv: string[]) => parse(argv, COMMANDS)

test('without a word it is the screen, with its flags', () => {
  const { chosen, flags } = read('--remote', 'a,ana@b:2222', '--remote=c,a', '--timeout', '2.5')
  expect(chosen).toBeNull()
  expect(flags.list('remote')).toEqual(['a', 'ana@b:2222', 'c'])
  expect(flags.number('timeout')).toBe(2.5)
})

test('flags stand anywhere around the word', () => {
  for (const argv of [
    ['--json', '--host', 'x', 'ls'],
    ['--host=x', 'ls', '--json'],
    ['ls', '--host', 'x', '--json'],
  ]) {
    const { chosen, flags, args } = read(...argv)
    expect([chosen?.name, flags.list('host'), flags.is('json'), args]).toEqual([
      'ls',
      ['x'],
      true,
      [],
    ])
  }
})

test('a text is taken as it is typed', () => {
  for (const text of [
    '0x10',
    '1e3',
    '"quoted"',
    "'x'",
    'help',
    'true',
    '',
    'a=b',
    '$(x) `y` \\n',
    'ls',
    '-5',
    '-',
  ]) {
    expect(read('send', 'a/b', text).args).toEqual(['a/b', text])
  }
  for (const text of ['--help', '-rf /', '--', '--no-enter']) {
    expect(read('send', 'a/b', '--', text).args).toEqual(['a/b', text])
  }
  expect(read('kill', '--', '-x').args).toEqual(['-x'])
  expect(read('new', '--host', 'h', '--name', '"q"').flags.text('name')).toBe('"q"')
})

test('the arguments after -- are the command of new, unchanged', () => {
  const { command, args, flags } = read(
    'new',
    '--host',
    'h',
    '--',
    'sh',
    '-c',
    'echo --host x',
    '--',
    '-v',
  )
  expect(command).toEqual(['sh', '-c', 'echo --host x', '--', '-v'])
  expect([args, flags.text('host')]).toEqual([[], 'h'])
})

test('help stands before a word, behind it, and alone', () => {
  expect(read('help', 'ls').chosen?.name).toBe('ls')
  for (const argv of [
    ['help', 'send'],
    ['send', '--help'],
    ['send', '-h', 'x'],
    ['help'],
    ['-h'],
  ]) {
    expect(read(...argv).flags.is('help')).toBe(true)
  }
})

test.each([
  [['lss'], 'Unknown command "lss". Did you mean ls?'],
  [['frobnicate'], 'Unknown command "frobnicate". See `fleetmux --help`.'],
  [['--', 'x'], 'Unknown command "x".'],
  [['ls', '--jsno'], 'Unknown flag --jsno. Did you mean --json?'],
  [['ls', '--lines', '3'], 'Unknown flag --lines.'],
  [['send', 'a/b', '-rf'], 'Put arguments that begin with a dash after `--`.'],
  [['ls', '--host'], '--host: missing value.'],
  [['send', '--retry'], 'or use --retry-last'],
  [['kill'], 'Write `fleetmux kill [--yes] TARGET | [--force] ID`.'],
  [['send', 'a/b', 'two', 'words'], 'send: unexpected argument "words".'],
  [['ls', 'x'], 'ls: unexpected argument "x".'],
  [['new', 'make'], 'new: unexpected argument "make".'],
])('%j is told what is wrong', (argv, words) => {
  expect(() => read(...argv)).toThrow(words)
})

test('the help of a sub-command is only made for an error', () => {
  const files = COMMANDS.find(({ name }) => name === 'files')
  if (!files?.helpFor) throw new Error('files has no sub-commands')
  const { helpFor } = files
  let made = 0
  const counting = {
    ...files,
    helpFor(args: readonly string[]) {
      made++
      return helpFor(args)
    },
  }
  parse(['files', 'ls', 'a:/', '--json', '--timeout', '3'], [counting])
  expect(made).toBe(0)
  expect(() => parse(['files', 'ls', 'a:/', '--json=x'], [counting])).toThrow('files ls --help')
  expect(made).toBe(1)
})

test.each(['0', '-1', 'x', '', ' '])('a number of %j is refused', text => {
  expect(() => read('ls', `--timeout=${text}`).flags.number('timeout')).toThrow(
    '--timeout must be a number above 0',
  )
})

test('a flag with one value is refused twice', () => {
  expect(() => read('new', '--host', 'a', '--host', 'b').flags.text('host')).toThrow(
    '--host is given twice',
  )
})

test('a value that the flag does not have is refused, not taken for the default', () => {
  expect(() => read('playbook', 'run', 'x', '--mode', 'documents')).toThrow(
    'Invalid value for --mode: "documents". Did you mean document?',
  )
  expect(() => read('benchmark', 'show', 'x', '--format', 'xml')).toThrow(
    'Invalid value for --format: "xml". Use json, markdown, csv, junit or html.',
  )
  expect(read('run', 'x', '--approve', 'rules').flags.text('approve')).toBe('rules')
  expect(read('wait', '--for', 'idle,done', 'x').flags.text('for')).toBe('idle,done')
})

test('a flag takes a value in all words or in none, so that the word can be found', () => {
  const kinds = COMMANDS.flatMap(word =>
    Object.entries(word.flags).map(([name, { kind }]) => [name, kind === 'switch'] as const),
  )
  for (const [name, bare] of kinds) expect([name, new Map(kinds).get(name)]).toEqual([name, bare])
})
