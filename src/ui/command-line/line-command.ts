import { FailureError } from '../../state/model/failure.ts'
import type { WrittenTarget } from '../../state/model/target.ts'
import { find, readTarget } from '../../state/targets/target.ts'
import { suggest } from '../../state/text/suggest.ts'
import { firstToken, quoted, tokens } from '../../state/text/token.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { markMatching } from '../sessions/mark-matching.ts'

/** Kinds of arguments of a command. */
export type Kind = 'target' | 'host' | 'sort' | 'switch' | 'text'

/** One command of the `:` line. `run` returns the command's intent, or a sentence that says why it cannot run. */
export interface LineCommand {
  readonly name: string
  readonly args: readonly Kind[]
  readonly usage: string
  readonly label: string
  readonly run: (state: UiState, rest: string) => UiIntent | string
}

export const lineCommands: readonly LineCommand[] = [
  {
    name: 'attach',
    args: ['target'],
    usage: 'attach TARGET',
    label: 'attach this terminal to a session',
    run: (state, rest) => onTarget(state, rest, ({ target }) => ({ type: 'attach', target })),
  },
  {
    name: 'benchmarks',
    args: [],
    usage: 'benchmarks',
    label: 'show the benchmarks',
    run: () => ({ type: 'ask', mode: 'benchmarks' }),
  },
  {
    name: 'broadcast',
    args: ['text'],
    usage: 'broadcast [TEXT]',
    label: 'send a text to all marked sessions, else to the selected one',
    run: (_, rest) => ({ type: 'ask', mode: 'compose', ...(rest !== '' && { text: rest }) }),
  },
  {
    name: 'dial',
    args: ['host'],
    usage: 'dial HOST',
    label: 'connect a host now',
    run: (state, rest) => onHost(state, rest, host => ({ type: 'dial', host })),
  },
  {
    name: 'filter',
    args: ['text'],
    usage: 'filter TEXT',
    label: 'show only matching sessions; !word leaves out',
    run: (_, rest) => ({ type: 'filter', text: rest.trim() }),
  },
  {
    name: 'follow',
    args: ['target'],
    usage: 'follow TARGET',
    label: 'watch a pane',
    run: (state, rest) => onTarget(state, rest, ({ target }) => ({ type: 'follow', target })),
  },
  {
    name: 'help',
    args: [],
    usage: 'help',
    label: 'show the keys',
    run: () => ({ type: 'ask', mode: 'help' }),
  },
  {
    name: 'kill',
    args: ['target'],
    usage: 'kill TARGET',
    label: 'end a session (asks first)',
    run: (state, rest) =>
      onTarget(state, rest, ({ target, session }) => ({
        type: 'ask',
        mode: 'kill',
        session: { host: target.host, session: session.id },
      })),
  },
  {
    name: 'log',
    args: [],
    usage: 'log',
    label: 'show what happened',
    run: () => ({ type: 'ask', mode: 'log' }),
  },
  {
    name: 'mark',
    args: ['text'],
    usage: 'mark FILTER|SELECTOR',
    label: 'mark sessions: words, or host=gpu* state=quiet',
    run: markMatching,
  },
  {
    name: 'mouse',
    args: ['switch'],
    usage: 'mouse on|off',
    label: 'turn the mouse of fleetmux on or off',
    run: (_, rest) => {
      const to = rest.trim()
      return to === 'on' || to === 'off'
        ? { type: 'mouse', on: to === 'on' }
        : 'Type mouse on or mouse off.'
    },
  },
  {
    name: 'new',
    args: ['host', 'text'],
    usage: 'new HOST [NAME] [-- COMMAND]',
    label: 'start a session',
    run: startSession,
  },
  {
    name: 'quit',
    args: [],
    usage: 'quit',
    label: 'quit; the sessions go on',
    run: () => ({ type: 'quit' }),
  },
  {
    name: 'receipts',
    args: [],
    usage: 'receipts',
    label: 'show the delivery reports',
    run: () => ({ type: 'ask', mode: 'receipts' }),
  },
  {
    name: 'record',
    args: ['text'],
    usage: 'record [past]',
    label: 'record the followed pane, or save its last minutes',
    run: (state, rest) => {
      if (rest.trim() === 'past') return { type: 'keep-past' }
      const { target } = state.output
      if (rest.trim() !== '') return 'Type record, or record past.'
      return target ? { type: 'record', targets: [target] } : 'No pane is followed.'
    },
  },
  {
    name: 'send',
    args: ['target', 'text'],
    usage: 'send TARGET TEXT',
    label: 'send a line to a pane',
    run: (state, rest) => {
      const [, text] = firstToken(rest)
      if (text === '') return 'The text is missing. Type send TARGET TEXT.'
      return onTarget(state, rest, ({ target }) => ({ type: 'send', target, text, enter: true }))
    },
  },
  {
    name: 'sort',
    args: ['sort'],
    usage: 'sort name|activity|host',
    label: 'order the lists',
    run: (_, rest) => {
      const by = rest.trim()
      return by === 'name' || by === 'activity' || by === 'host'
        ? { type: 'sort', by }
        : 'Type sort name, sort activity or sort host.'
    },
  },
  {
    name: 'talk',
    args: [],
    usage: 'talk',
    label: 'show what several agents have answered',
    run: () => ({ type: 'show-talk' }),
  },
]

/** All sessions, written as targets. */
export function targetNames(state: UiState): readonly string[] {
  return [...state.hosts.values()].flatMap(host =>
    [...host.sessions.values()].map(session => `${host.config.name}/${session.name}`),
  )
}

/** Parses a line typed after `:`. */
export function readWords(state: UiState, text: string): UiIntent | null {
  const [name, rest] = firstToken(text)
  if (name === '') return null
  const word = lineCommands.find(each => each.name === name)
  const asked = word ? word.run(state, rest) : unknown(name)
  return typeof asked === 'string' ? { type: 'say', text: asked } : asked
}

type Found = Exclude<ReturnType<typeof find>, { readonly kind: string }>

function onTarget(state: UiState, rest: string, to: (found: Found) => UiIntent): UiIntent | string {
  const [written] = firstToken(rest)
  if (written === '') return 'Name a session as host/session.'
  const target = targetIn(written)
  if (typeof target === 'string') return target
  const found = find(state, target)
  if (!('kind' in found)) return to(found)
  const near = suggest(written, targetNames(state))
  return near ? `${found.what} Did you mean ${near}?` : found.what
}

/** The target, or a sentence that says why it is invalid. */
function targetIn(written: string): WrittenTarget | string {
  try {
    return readTarget(written)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    const { what, hint } = thrown.failure
    return hint ? `${what} ${hint}` : what
  }
}

function onHost(state: UiState, rest: string, to: (host: string) => UiIntent): UiIntent | string {
  const [host] = firstToken(rest)
  if (state.hosts.has(host)) return to(host)
  if (host === '') return 'The host is missing.'
  const near = suggest(host, [...state.hosts.keys()])
  return `There is no host ${host}.${near ? ` Did you mean ${near}?` : ''}`
}

function startSession(state: UiState, rest: string): UiIntent | string {
  const [, before = '', , command = ''] = /^(.*?)((?:^|\s)--(?:\s+(.*))?)?$/s.exec(rest) ?? []
  const [host = '', name] = tokens(before)
  if (rest.trim() === '') return { type: 'ask', mode: 'new' }
  return onHost(state, quoted(host), known => ({
    type: 'new',
    host: known,
    ...(name && { name }),
    ...(command && { command }),
  }))
}

function unknown(name: string): string {
  const names = lineCommands.map(word => word.name)
  const near = suggest(name, names)
  return `There is no command ${name}. ${near ? `Did you mean ${near}?` : `The commands are ${names.join(', ')}.`}`
}
