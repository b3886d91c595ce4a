import { TIER_NAMES } from '../../../state/hosts/machine-size.ts'
import { COMMAND_MODES, LAUNCH_DEFAULTS } from '../../../state/launch/launch-defaults.ts'
import { strip } from '../../../state/text/text.ts'
import { hostOf } from '../../args/host-arguments.ts'
import {
  checkPrompts,
  failureLines,
  LAUNCH,
  launch,
  readMode,
  readOrder,
  readTier,
} from '../../args/launch.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE, FAILED, SOME_FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { openRecords } from '../../tracked/tracked-session.ts'

export const start: Command = {
  name: 'start',
  usage: '[--agent AGENT] [--host HOST] [--size s|m|l|xl] PROMPT...',
  summary: 'Start a session for each prompt, detached, on a machine with room',
  details: `
The repository of this directory is packed, including uncommitted changes, and unpacked into a separate workspace for
each session. If the pool has no room, azlin (a program that creates Azure machines) creates one, which is announced
first. Sessions continue when this terminal is closed: see \`fleetmux list\`, and \`fleetmux fetch\` for the commits.
The key that the agent needs (ANTHROPIC_API_KEY for amplihack) is taken from the environment.`,
  examples: [
    ['start "implement the list command"', 'One session'],
    [
      'start --agent claude --host gpu1 "fix the flaky test" "update the docs"',
      'Two sessions on one host',
    ],
    [
      'start --command ultrathink --max-turns 30 --size xl "audit issue 536"',
      'With a command mode, a turn limit and a large machine',
    ],
  ],
  flags: {
    command: {
      kind: 'text',
      about: `Command of amplihack: ${COMMAND_MODES.join(', ')}; default ${LAUNCH_DEFAULTS.command}`,
    },
    size: {
      kind: 'text',
      about: `Size of the machine: ${TIER_NAMES.join(', ')}; default ${LAUNCH_DEFAULTS.tier}`,
    },
    host: { kind: 'text', of: 'host', about: 'Start on this host, even if others have more room' },
    ...LAUNCH,
  },
  takes: [0, 999],
  text: true,
  run,
}

async function run(call: Call): Promise<number> {
  const { flags, args } = call
  if (args.length === 0) throw usage('start: missing prompt.', 'Give the prompt in quotes.')
  checkPrompts(args)
  const asked = hostOf(flags, 'host')
  const order = {
    ...readOrder(flags, process.cwd()),
    prompts: args,
    command: readMode(flags.text('command') ?? LAUNCH_DEFAULTS.command),
    tier: readTier(flags.text('size') ?? LAUNCH_DEFAULTS.tier),
    region: flags.text('region') ?? (call.environment['AZURE_REGION'] || null),
  }
  const { fleet } = await openRecords(call)
  const host = asked && fleet.nameOf(asked)
  const launched = await launch(call, fleet, { ...order, ...(host && { host }) })
  const started = launched.rows.filter(row => !row.failure)
  for (const line of failureLines(launched)) call.say(`fleetmux: ${strip(line)}`)
  if (started.length > 0) {
    await call.print(`Successfully started ${started.length} session(s):`)
    for (const { id = '' } of started) await call.print(`  - ${id}`)
    await call.print("Use 'fleetmux output <session-id>' to view progress")
  }
  return started.length === launched.rows.length ? DONE : started.length > 0 ? SOME_FAILED : FAILED
}
