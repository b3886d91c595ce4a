import { pad } from '../state/text/text.ts'
import { GLOBAL_FLAGS } from './args/parse.ts'
import type { Command } from './command/command.ts'
import type { Flag } from './command/flag.ts'

/** The help of fleetmux: examples, then the commands, then the global flags. */
export function overview(groups: Readonly<Record<string, readonly Command[]>>): string {
  return [
    'fleetmux: every tmux session, on every machine, in one terminal',
    '',
    'fleetmux                        Open the screen',
    'fleetmux COMMAND [ARGUMENTS]    Run one command and exit',
    '',
    ...examples([
      ['', 'Watch this machine and the hosts of the configuration'],
      ['--remote build,ana@gpu:2222', 'Watch these hosts too'],
      ['ls', 'List every session of every host'],
      ['send build/tests "npm test"', 'Type a line into a session'],
    ]),
    '',
    ...commandLines(groups),
    ...flagLines('Flags of all commands:', GLOBAL_FLAGS),
    '',
    'A target is host/session or host/session:window.pane; without a host, it is on this machine.',
    'Exit: 0 done, 1 failed, 2 usage error, 3 no such session, 4 failed on some hosts,',
    '124 past the time limit, 130 interrupted. `fleetmux COMMAND --help` describes each command.',
    '',
  ].join('\n')
}

/** The commands of each group below its heading, with one width for the names of all. */
function commandLines(groups: Readonly<Record<string, readonly Command[]>>): string[] {
  const widest = Math.max(
    ...Object.values(groups).flatMap(all => all.map(({ name }) => name.length)),
  )
  return Object.entries(groups).flatMap(([heading, all]) => {
    const rows = all.map(({ name, summary }) => [name.padEnd(widest), summary])
    return [`${heading}:`, ...columns(rows), '']
  })
}

export function helpOf(word: Command): string {
  return [
    `fleetmux ${`${word.name} ${word.usage}`.trim()}`,
    '',
    word.summary + (word.details ? `\n${word.details}` : ''),
    '',
    ...(word.examples.length > 0 ? [...examples(word.examples), ''] : []),
    ...ownLines(word),
    ...flagLines('Flags of all commands:', globalOf(word)),
    '',
  ].join('\n')
}

/** The sub-commands of a command that has many, else its flags. */
function ownLines({ name, subCommands, flags }: Command): string[] {
  if (!subCommands) return Object.keys(flags).length > 0 ? [...flagLines('Flags:', flags), ''] : []
  const rows = Object.entries(subCommands).map(([sub, { summary }]) => [sub, summary])
  const more = `Flags and examples of one command: \`fleetmux ${name} COMMAND --help\``
  return ['Commands:', ...columns(rows), '', more, '']
}

/** The global flags without those that the command redefines. */
function globalOf(word: Command): Readonly<Record<string, Flag>> {
  return Object.fromEntries(Object.entries(GLOBAL_FLAGS).filter(([name]) => !(name in word.flags)))
}

function examples(all: Command['examples']): string[] {
  return ['Examples:', ...columns(all.map(([line, does]) => [`fleetmux ${line}`.trim(), does]))]
}

function flagLines(title: string, flags: Readonly<Record<string, Flag>>): string[] {
  const rows = Object.entries(flags).map(([name, { letter, kind, about }]) => {
    const isGlobal = flags[name] === GLOBAL_FLAGS[name]
    const isNumber = !isGlobal && (kind === 'number' || name in GLOBAL_FLAGS)
    const isTime = !isGlobal && kind === 'text' && TIMES.has(name)
    const value =
      kind === 'switch' ? '' : ` ${isTime ? 'TIME' : isNumber ? 'N' : (VALUE[name] ?? 'X')}`
    return [`${letter ? `-${letter}, ` : ''}--${name}${value}`, about]
  })
  return [title, ...columns(rows)]
}

/** Flags of commands whose value is a time such as 90m. */
const TIMES: ReadonlySet<string> = new Set([
  ...['timeout', 'inactivity-timeout', 'script-timeout', 'start-deadline'],
  ...['max-time', 'task-time'],
])

/** Placeholders in the help for the values of flags. */
const VALUE: Readonly<Record<string, string>> = {
  remote: 'HOSTS',
  'ssh-config': 'FILE',
  timeout: 'SECONDS',
  host: 'HOST',
  lines: 'N',
  name: 'NAME',
  cwd: 'DIRECTORY',
  to: 'TARGET',
  select: 'TERMS',
  file: 'FILE',
  keys: 'KEYS',
  mode: 'MODE',
  save: 'FILE',
  retry: 'FILE',
  via: 'WAY',
  strategy: 'WHERE',
  for: 'STATE',
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widest = Math.max(...rows.map(([first = '']) => first.length))
  return rows.map(([first = '', second = '']) => `  ${pad(first, widest)}  ${second}`)
}
