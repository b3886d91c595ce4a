import type { PromptImage } from '../../../state/runs/dialect.ts'
import type { RunOrder, Runs } from '../../../state/runs/order.ts'
import type { RunProfile } from '../../../state/runs/profile.ts'
import { makeRunId } from '../../../state/runs/run-id.ts'
import { RunError } from '../../../state/runs/start-error.ts'
import { readDuration } from '../../args/duration.ts'
import type { Call } from '../../command/command.ts'
import type { Flags } from '../../command/flag.ts'
import { usage } from '../../command/flag.ts'
import { readAttachments } from './attachments.ts'
import { placeOf } from './place-flags.ts'

/** Flags that exclude each other. */
const EXCLUSIONS = [
  ['session', 'no-session'],
  ['session', 'fork'],
  ['fork', 'no-session'],
  ['yolo', 'deny'],
  ['yolo', 'approve'],
  ['deny', 'approve'],
  ['non-interactive', 'approve'],
  ['stream', 'no-stream'],
] as const

/**
 * A name that `fleetmux run` accepts in place of an agent, because agent-mux (a program with the same run options) uses
 * it for every agent on another host. The environment variable AMUX_REMOTE_AGENT then names the agent.
 */
const ELSEWHERE = 'agent-mux-remote'

/**
 * Default timeouts in milliseconds: for a whole run (a day), and for the time without output (30 minutes) of a run
 * whose agent asks the user nothing. A run whose agent may ask has no timeout of the second kind.
 */
const [DAY, SILENCE] = [24 * 3_600_000, 30 * 60_000]

/** The run to start, as the command line describes it. @throws FailureError if the command line is invalid. */
export async function readRunOrder(
  call: Call,
  runs: Pick<Runs, 'knows' | 'profile'>,
): Promise<RunOrder> {
  const { flags } = call
  checkExclusions(flags)
  const profile = profileOf(flags, runs)
  const { agent, words } = agentOf(call, runs.knows, profile.agent)
  const { prompt, images } = await promptOf(call, words)
  const permissions = permissionsOf(flags, profile)
  const alone = permissions !== 'ask' || flags.is('non-interactive')
  const cwd = flags.text('cwd') ?? profile.cwd
  const system = flags.text('system') ?? profile.system
  const id = runIdOf(flags)
  return {
    id,
    ...{ agent, prompt, alone, permissions },
    ...placeOf(flags, id, profile.host),
    useRules: flags.text('approve') === 'rules',
    ...textsOf(flags, profile),
    ...(images.length > 0 && { images }),
    ...(cwd !== undefined && { cwd }),
    ...(system !== undefined && { system: { text: system, mode: systemModeOf(flags) } }),
    ...numbersOf(flags, profile),
    directory: process.cwd(),
    environment: { ...profile.environment, ...environmentOf(call) },
    timeout: seconds(readDuration(flags, 'timeout') ?? DAY),
    inactivity: seconds(readDuration(flags, 'inactivity-timeout') ?? (alone ? SILENCE : 0)),
    mcpServers: flags.each('mcp-server').map(readServer),
    tags: [...(profile.tags ?? []), ...flags.each('tag')],
  }
}

/** The run options that the configuration stores under the name that --profile gives; empty: no --profile. */
function profileOf(flags: Flags, runs: Pick<Runs, 'profile'>): RunProfile {
  const name = flags.text('profile')
  if (name === undefined) return {}
  const profile = runs.profile(name)
  if (profile) return profile
  throw new RunError('PROFILE_ERROR', {
    kind: 'usage',
    what: `There is no profile ${name}.`,
    hint: 'Define profiles in `runs.profiles` of config.json (docs/runs.md).',
  })
}

function permissionsOf(flags: Flags, profile: RunProfile): RunOrder['permissions'] {
  if (flags.is('yolo')) return 'allow'
  if (flags.is('deny')) return 'deny'
  return flags.has('approve') ? 'ask' : (profile.permissions ?? 'ask')
}

const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000)

function checkExclusions(flags: Flags): void {
  for (const [one, other] of EXCLUSIONS)
    if (flags.has(one) && flags.has(other))
      throw usage(`--${one} and --${other} exclude each other.`, 'Omit one of them.')
  if (flags.has('system-mode') && !flags.has('system'))
    throw usage('--system-mode needs --system.', 'Add --system TEXT, or omit --system-mode.')
}

/**
 * The agent, and the arguments without it. Without --agent, the first argument is the agent if an agent has this name
 * or if it is `ELSEWHERE`; else it belongs to the prompt.
 */
function agentOf({ args, flags, environment }: Call, knows: Runs['knows'], usual = 'claude') {
  const named = flags.text('agent')
  const [first = ''] = args
  const isAgent = named === undefined && (first === ELSEWHERE || knows(first))
  const agent = named ?? (isAgent ? first : usual)
  const words = isAgent ? args.slice(1) : args
  if (agent !== ELSEWHERE) return { agent, words }
  const real = environment['AMUX_REMOTE_AGENT']
  if (real) return { agent: real, words }
  throw usage(
    `${ELSEWHERE} needs the name of an agent.`,
    'Set AMUX_REMOTE_AGENT, or name the agent: `fleetmux run claude --on HOST "..."`.',
  )
}

interface Prompt {
  readonly prompt: string
  readonly images: readonly PromptImage[]
}

/** The prompt from the flag, the argument or standard input (`-`). */
async function promptOf(call: Call, words: readonly string[]): Promise<Prompt> {
  const flag = call.flags.text('prompt')
  const [word, extra] = words
  if (flag !== undefined && word !== undefined)
    throw usage('The prompt is given twice: as an argument and with --prompt.', 'Omit one of them.')
  if (extra !== undefined)
    throw usage('The prompt must be a single argument.', 'Put the prompt into quotes.')
  const written = flag ?? word
  const fromStdin = written === '-' || (written === undefined && !call.terminal.stdin)
  const text = fromStdin ? Buffer.from(await call.readAll()).toString('utf8') : (written ?? '')
  if (text.trim() === '')
    throw usage('run: missing prompt.', 'Give the prompt in quotes, or on standard input.')
  const { texts, images } = await readAttachments(call.flags.each('attach'))
  return { prompt: [text, ...texts].join('\n\n'), images }
}

function runIdOf(flags: Flags): string {
  const given = flags.text('run-id')
  if (given === undefined) return makeRunId(Date.now(), crypto.getRandomValues(new Uint8Array(10)))
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(given)) return given
  throw usage(
    `--run-id is at most 64 letters, digits, dots, dashes and underscores, not ${JSON.stringify(given)}.`,
  )
}

/** Flags whose texts become fields of the run request unchanged; a profile (named settings) has defaults for some. */
function textsOf(flags: Flags, profile: RunProfile) {
  const pick = <K extends string>(name: string, key: K, otherwise?: string) => {
    const value = flags.text(name) ?? otherwise
    return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: string })
  }
  return {
    ...pick('model', 'model', profile.model),
    ...pick('session', 'session'),
    ...pick('fork', 'fork'),
    ...pick('thinking-effort', 'effort', profile.effort),
  }
}

function numbersOf(flags: Flags, profile: RunProfile) {
  const maxTurns = flags.number('max-turns') ?? profile.maxTurns
  const maxCost = dollarsOf(flags) ?? profile.maxCost
  const thinkingBudget = flags.number('thinking-budget')
  const maxTokens = flags.number('max-tokens') ?? profile.maxTokens
  return {
    ...(maxTurns !== undefined && { maxTurns }),
    ...(maxCost !== undefined && { maxCost }),
    ...(thinkingBudget !== undefined && { thinkingBudget }),
    ...(maxTokens !== undefined && { maxTokens }),
  }
}

function dollarsOf(flags: Flags): number | undefined {
  const text = flags.text('max-cost')
  if (text === undefined) return undefined
  const dollars = /^\d{0,6}(\.\d{1,6})?$/.test(text) ? Number(text) : 0
  if (dollars > 0) return dollars
  throw usage(`--max-cost is an amount of US dollars such as 0.50, not ${JSON.stringify(text)}.`)
}

function systemModeOf(flags: Flags): 'prepend' | 'append' | 'replace' {
  const mode = flags.text('system-mode')
  return mode === 'prepend' || mode === 'replace' ? mode : 'append'
}

/** The variables of --env: `NAME=VALUE`, or `NAME` alone to copy the value from fleetmux's own environment. */
export function environmentOf({ flags, environment }: Call): Readonly<Record<string, string>> {
  return Object.fromEntries(
    flags.each('env').map(text => {
      const [, name = '', value] = /^([A-Za-z_]\w*)(?:=([^]*))?$/.exec(text) ?? []
      if (name === '') throw usage(`--env needs NAME=VALUE, not ${JSON.stringify(text)}.`)
      const known = value ?? environment[name]
      if (known !== undefined) return [name, known]
      throw usage(
        `--env ${name}: ${name} is not set in your environment.`,
        `Set the variable, or give its value: --env ${name}=VALUE.`,
      )
    }),
  )
}

/** Parses an MCP server: `NAME=COMMAND ARGUMENT...`, split at spaces. */
function readServer(text: string): RunOrder['mcpServers'][number] {
  const [, name = '', line = ''] = /^([A-Za-z0-9_-]+)=(.+)$/.exec(text) ?? []
  const [command = '', ...args] = line.trim().split(/\s+/)
  if (name !== '' && command !== '') return { name, command, args }
  throw usage(
    `--mcp-server needs NAME=COMMAND, not ${JSON.stringify(text)}.`,
    `For example: --mcp-server 'files=npx -y @modelcontextprotocol/server-filesystem .'`,
  )
}
