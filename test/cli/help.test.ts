import { afterAll, beforeAll, expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { parse } from '../../src/cli/args/parse.ts'
import { ALL_COMMANDS, COMMAND_GROUPS, COMMANDS } from '../../src/cli/command-table.ts'
import { helpOf } from '../../src/cli/help.ts'
import { type App, openApp } from './app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.close())

test('a sub-word of hosts has the help of that one', async () => {
  const help = async (...words: string[]) => (await app.run([...words, '--help'])).out
  const tested = await help('hosts', 'test')
  expect(tested).toMatch(/^fleetmux hosts test HOST\.\.\. \[--agents\] \[--json\]\n/)
  expect(tested).toContain('--agents  Also look for agents')
  expect(tested).not.toContain('--port')
  const added = await help('hosts', 'add')
  for (const flag of ['--port', '--pod', '--disabled', '--no-test']) expect(added).toContain(flag)
  expect(added).not.toMatch(/--(json|yes|from)/)
  expect(await help('hosts', 'cordon')).toContain('fleetmux hosts cordon gpu1')
  expect(await help('hosts', 'import')).toContain('--from')
  expect((await help('hosts')).split('\n').length).toBeLessThan(50)
})

test('the help names every word, first examples, and says the exit codes', async () => {
  const { code, out, err } = await app.run(['--help'])
  expect([code, err]).toEqual([0, ''])
  const headings = ['Examples', ...Object.keys(COMMAND_GROUPS), 'Flags of all commands']
  const places = headings.map(heading => out.indexOf(`\n${heading}:\n`))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((one, other) => one - other))
  const widest = Math.max(...COMMANDS.map(({ name }) => name.length))
  for (const { name, summary } of COMMANDS)
    expect(out).toContain(`${name.padEnd(widest)}  ${summary}`)
  expect(out).toMatch(/0 done.*1 failed.*2 usage error.*3 no such session.*4 failed on some hosts/)
  expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(100)
})

test.each(COMMANDS)('$name has a help of its own, with examples and flags', word => {
  const out = helpOf(word)
  expect(out).toMatch(new RegExp(`^fleetmux ${word.name}\\b`))
  expect(out).toMatch(/Examples:\n {2}fleetmux/)
  const { subCommands } = word
  const all = Object.keys(subCommands ?? {}).map(sub => helpOf(word.helpFor?.([sub]) ?? word))
  for (const flag of Object.keys(word.flags ?? {})) expect(out + all).toContain(`--${flag}`)
  for (const [sub, { summary }] of Object.entries(subCommands ?? {}))
    expect(out.split('\n').filter(each => each.startsWith(`  ${sub} `))).toEqual([
      expect.stringContaining(summary),
    ])
  for (const line of [
    [word.name, '--help'],
    ['help', word.name],
  ]) {
    const asked = parse(line, ALL_COMMANDS)
    expect([asked.chosen, asked.flags.is('help')]).toEqual([word, true])
  }
})

test('the help of a word is all that is printed, by its flag and by its name', async () => {
  const word = COMMANDS.find(each => each.name === 'send')
  const said = { code: 0, out: word ? `${helpOf(word).trimEnd()}\n` : '', err: '' }
  expect(await app.run(['send', '--help'])).toEqual(said)
  expect(await app.run(['help', 'send'])).toEqual(said)
})

test('the version is one line', async () => {
  expect(await app.run(['--version'])).toEqual({
    code: 0,
    out: `fleetmux ${pkg.version}\n`,
    err: '',
  })
})

test.each([[[]], [['--remote', 'a']], [['demo']]])(
  '%j without a terminal is told of the words',
  async args => {
    const { code, out, err } = await app.run(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('The screen needs a terminal.')
    expect(err).toContain('fleetmux ls')
  },
)

test('a wrong word is a usage error on stderr', async () => {
  const { code, out, err } = await app.run(['sned', 'a', 'b'])
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe('fleetmux: Unknown command "sned". Did you mean send?\n')
})

test('nobody is told when the reader goes away', async () => {
  const live = app.start(['--help'])
  live.child.stdout.destroy()
  const { err } = await live.ended
  expect(err).toBe('')
})
