import { FailureError } from '../../state/model/failure.ts'
import {
  type Adapter,
  FLAGS,
  type Flags,
  type Mode,
  type Permissions,
  PROMPT,
  type PromptWay,
  type StartLine,
} from './adapter.ts'

export interface LaunchOptions {
  /** Whether the agent gets a prompt when it starts, in whichever way. Without a prompt the agent starts and waits. */
  readonly prompt: boolean
  readonly model?: string
  /** Id of the session to resume, as given by the agent. */
  readonly resume?: string
  readonly permissions?: Permissions
  readonly mode?: Mode
  readonly maxTurns?: number
  /** Run the agent non-interactively to its end. */
  readonly headless?: boolean
}

export interface LaunchArgs {
  /** The command line. It contains `PROMPT` if the prompt is an argument. */
  readonly argv: readonly string[]
  readonly prompt: PromptWay | 'none'
  /** The environment variable with the agent's API key; null: none. */
  readonly key: string | null
}

/**
 * The command line that starts the agent, and how the prompt is passed.
 * @throws FailureError of kind `usage` for options that this agent does not support. Unsupported `mode` and `maxTurns`
 * are ignored.
 */
export function launchArgs(adapter: Adapter, options: LaunchOptions): LaunchArgs {
  const way = wayOf(adapter, options)
  const flags = flagsOf(adapter, { ...adapter.flags, ...way.flags }, options, way)
  const wanted = options.prompt ? way.argv : (way.bare ?? withoutPrompt(way.argv))
  const argv = wanted.flatMap(word => (word === FLAGS ? flags : [fill(word, options)]))
  return { argv, prompt: options.prompt ? way.prompt : 'none', key: adapter.key }
}

/** The ends of sentences about an agent without an option for these permissions. */
const PERMITTING: Readonly<Record<Permissions, string>> = {
  ask: 'be told to ask for permissions',
  allow: 'be told to allow all actions',
  deny: 'be told to deny all actions',
}

function wayOf(adapter: Adapter, { headless, resume }: LaunchOptions): StartLine {
  if (headless) return adapter.headless ?? cannotAlone(adapter)
  return resume !== undefined && adapter.resume ? adapter.resume : adapter.pane
}

function fill(word: string, { resume = '' }: LaunchOptions): string {
  return word === '{resume}' ? resume : word
}

function flagsOf(adapter: Adapter, flags: Flags, options: LaunchOptions, way: StartLine): string[] {
  const { model, resume, permissions, mode, maxTurns } = options
  const need = (words: readonly string[] | undefined, value: string | undefined, what: string) =>
    value === undefined ? [] : put(words ?? cannot(adapter, what), value)
  const wish = (words: readonly string[] | undefined, value: string | number | undefined) =>
    words && value !== undefined ? put(words, String(value)) : []
  return [
    ...wish(flags.mode, mode),
    ...wish(flags.maxTurns, maxTurns),
    ...need(flags.model, model, 'be given a model'),
    ...(way.argv.includes('{resume}') ? [] : need(flags.resume, resume, 'resume a session')),
    ...(permissions ? need(flags[permissions], '', PERMITTING[permissions]) : []),
  ]
}

const put = (words: readonly string[], value: string): string[] =>
  words.map(word => word.replace('{}', () => value))

/** Removes the prompt, and an option directly before it that only introduces the prompt. */
function withoutPrompt(words: readonly string[]): string[] {
  const at = words.indexOf(PROMPT)
  if (at < 0) return [...words]
  const from = words[at - 1]?.startsWith('-') ? at - 1 : at
  return [...words.slice(0, from), ...words.slice(at + 1)]
}

function cannotAlone({ name }: Adapter): never {
  throw new FailureError({
    kind: 'usage',
    what: `${name} cannot run without a user at its terminal.`,
    hint: `Start it in a session, without --headless: \`fleetmux start --agent ${name} PROMPT\`. Or define its command without a terminal in \`agents.${name}.headless\` of config.json.`,
  })
}

function cannot(adapter: Adapter, what: string): never {
  throw new FailureError({
    kind: 'usage',
    what: `${adapter.name} cannot ${what}.`,
    hint: `Omit that option, choose another agent, or define the arguments for it in \`agents.${adapter.name}\` of config.json.`,
  })
}
