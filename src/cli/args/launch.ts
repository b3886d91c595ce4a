import type { Fleet } from '../../state/fleet-handle.ts'
import { parseTier } from '../../state/hosts/machine-size.ts'
import { launchOf } from '../../state/launch/launch.ts'
import { COMMAND_MODES, LAUNCH_DEFAULTS, MOST_TURNS } from '../../state/launch/launch-defaults.ts'
import { sentence } from '../../state/model/failure.ts'
import type { Launch, LaunchOrder, LaunchRow } from '../../state/model/launch.ts'
import type { CommandMode, Tier } from '../../state/model/tracked-session.ts'
import { strip } from '../../state/text/text.ts'
import { orList } from '../../state/text/word-list.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { Call } from '../command/command.ts'
import { type Flag, type Flags, usage } from '../command/flag.ts'

/** Flags of all commands that start sessions from prompts. */
export const LAUNCH: Readonly<Record<string, Flag>> = {
  agent: { kind: 'text', about: `The agent; default ${LAUNCH_DEFAULTS.agent} (docs/agents.md)` },
  model: { kind: 'text', about: 'The model, by the name that the agent uses' },
  'allow-all': { kind: 'switch', about: 'Let the agent do everything without asking' },
  'deny-all': { kind: 'switch', about: 'Allow the agent only to read' },
  headless: { kind: 'switch', about: 'Run the agent to its end without interaction' },
  repo: { kind: 'text', about: 'The repository to pack; default the one around this directory' },
  branch: { kind: 'text', about: 'The branch to pack; default the current one' },
  'committed-only': { kind: 'switch', about: 'Do not include uncommitted changes' },
  region: { kind: 'text', about: 'Azure region of the machine; default $AZURE_REGION' },
  port: {
    kind: 'number',
    about: 'Port on this machine of a tunnel to the ssh port of the machine',
  },
  'max-turns': {
    kind: 'number',
    about: `Maximum turns of the agent, 1 to ${MOST_TURNS}; default ${LAUNCH_DEFAULTS.maxTurns}`,
  },
}

/** Reads a launch order from the flags. @throws FailureError if a value is invalid. */
export function readOrder(
  flags: Flags,
  cwd: string,
): Omit<LaunchOrder, 'prompts' | 'command' | 'tier' | 'region'> {
  if (flags.is('allow-all') && flags.is('deny-all'))
    throw usage('--allow-all and --deny-all exclude each other.', 'Use only one of them.')
  const permissions = flags.is('allow-all') ? 'allow' : flags.is('deny-all') ? 'deny' : undefined
  const branch = flags.text('branch')
  const model = flags.text('model')
  return {
    agent: flags.text('agent') ?? LAUNCH_DEFAULTS.agent,
    maxTurns: readTurns(flags),
    repository: flags.text('repo') ?? cwd,
    ...(branch !== undefined && { branch }),
    ...(model !== undefined && { model }),
    ...(permissions && { permissions }),
    ...(flags.is('headless') && { headless: true }),
    ...(flags.is('committed-only') && { committedOnly: true }),
    ...(flags.has('port') && { port: readPort(flags) }),
  }
}

export function readMode(text: string): CommandMode {
  const mode = COMMAND_MODES.find(each => each === text)
  if (mode) return mode
  throw usage(`Unknown command mode ${JSON.stringify(text)}.`, `Use ${orList(COMMAND_MODES)}.`)
}

export function readTier(text: string): Tier {
  const tier = parseTier(text)
  if (tier) return tier
  throw usage(`Unknown size ${JSON.stringify(text)}.`, 'Use s, m, l or xl.')
}

export function checkPrompts(prompts: readonly string[]): void {
  if (prompts.some(prompt => prompt.trim() === '')) {
    throw usage('A prompt is empty.', 'Give the prompt in quotes.')
  }
}

/**
 * The value of a flag as a whole number. @throws FailureError, which names both limits, if the value is outside the
 * range.
 */
export function readWhole(
  flags: Flags,
  name: string,
  [least, most]: readonly [number, number],
  usual: number,
): number {
  const text = flags.text(name)
  if (text === undefined) return usual
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number <= most) return number
  throw usage(`--${name} is a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`)
}

/**
 * Starts the sessions that `order` describes and prints every step on stderr. Resolves when the agent of each prompt
 * runs or has failed.
 */
export async function launch(call: Call, fleet: Fleet, order: LaunchOrder): Promise<Launch> {
  const { store } = fleet
  const ref = 'launch'
  const stop = store.subscribe(tellSteps(call, fleet, ref))
  store.dispatch({ type: 'launch', order, ref })
  const done = await waitUntil(
    store,
    state => {
      const known = launchOf(state, ref)
      return known?.rows.every(row => row.done) ? known : null
    },
    Number.POSITIVE_INFINITY,
  )
  stop()
  return done as Launch
}

/** Prints a line for each new step of the launch. A step shared by several prompts is printed once. */
function tellSteps(call: Call, { store }: Fleet, ref: string): () => void {
  let before: readonly LaunchRow[] = []
  return () => {
    const rows = launchOf(store.getState(), ref)?.rows ?? []
    if (rows === before) return
    const fresh = rows.flatMap((row, index) => {
      const known = before[index]
      return known === row || known?.step === row.step || row.done ? [] : [lineOf(row)]
    })
    before = rows
    for (const line of new Set(fresh)) call.say(strip(line))
  }
}

function lineOf({ id, host, step }: LaunchRow): string {
  if (id) return `${id} on ${host}: ${step}`
  // A text that begins with a host's name and a colon, or with the program's name `azlin`, is not capitalised.
  const isNamed = /^(\S+:|azlin) /.test(step)
  return isNamed ? step : `${step[0]?.toUpperCase()}${step.slice(1)}`
}

function readTurns(flags: Flags): number {
  return readWhole(flags, 'max-turns', [1, MOST_TURNS], LAUNCH_DEFAULTS.maxTurns)
}

function readPort(flags: Flags): number {
  return readWhole(flags, 'port', [1, 65_535], 0)
}

/** Lines with the failure of each failed prompt, and the start of the prompt if the launch had several prompts. */
export function failureLines({ rows }: Launch): string[] {
  return rows.flatMap(({ failure, prompt }) => {
    if (!failure) return []
    const which = rows.length > 1 ? `${JSON.stringify(prompt.slice(0, 40))}: ` : ''
    return [`${which}${sentence(failure)}`]
  })
}
