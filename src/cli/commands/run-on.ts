import type { Fleet } from '../../state/fleet-handle.ts'
import { parseCanary } from '../../state/host-commands/canary.ts'
import { groupOutput, type OutputGroup } from '../../state/host-commands/grouped-output.ts'
import { type HostOutcome, isFailed } from '../../state/host-commands/host-command.ts'
import { runStages, type StagePlan, TIMED_OUT } from '../../state/host-commands/run-stages.ts'
import { hostOutcomeJson } from '../../state/json/host-outcome-json.ts'
import { sentence } from '../../state/model/failure.ts'
import { bytesText } from '../../state/text/bytes.ts'
import { strip } from '../../state/text/text.ts'
import { andList } from '../../state/text/word-list.ts'
import { readWhole } from '../args/launch.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE, FAILED, SOME_FAILED, TIMEOUT } from '../command/exit.ts'
import { usage } from '../command/flag.ts'
import { toJson } from '../print/json.ts'
import { createLinePrinter } from '../print/line-printer.ts'
import { HOST_FLAG, openHosts } from '../recipients/host-selection.ts'

export const runOn: Command = {
  name: 'run-on',
  usage: '[--on HOST]... [--dir DIRECTORY] [--canary 1,10%,all] -- COMMAND...',
  summary: 'Run one command on several hosts, and compare the outputs',
  details: `
A single argument after -- is a command line for the host's shell; several are a program and its arguments, passed
unchanged. The command runs in your login shell on the host, with the directory and environment of the configuration,
without a terminal and without input. All its processes are ended when the command ends, or when the
connection is lost; use \`fleetmux term\` for programs that keep running. Hosts with the same output are grouped; the output of a single host is
printed as it comes.
Exit: for one host the exit code of the command; for several 0 all succeeded, 1 none, 4 some, 124 --timeout.`,
  examples: [
    [
      "run-on --on 'tag=gpu' -- nvidia-smi -L",
      'List the graphics cards of all hosts with the tag gpu',
    ],
    [
      "run-on --on 'host=*' --canary 1,10%,all -- 'cd app && git pull --ff-only'",
      'First on one host, then on 10 %, then on all',
    ],
    [
      'run-on --on build --dir src/app -- npm test',
      'One host: print the output as it appears, and exit with its code',
    ],
  ],
  flags: {
    on: HOST_FLAG,
    dir: { kind: 'text', about: 'Directory on the host: absolute, or below the home directory' },
    canary: {
      kind: 'text',
      about: 'Number or share of hosts per stage; a failure skips the later ones',
    },
    parallel: { kind: 'text', about: 'Maximum number of hosts at once; default 16' },
    timeout: { kind: 'text', about: 'Timeout for each host in seconds; default none' },
    json: { kind: 'switch', about: 'One JSON document with the outcome of each host' },
  },
  takes: [0, 0],
  command: true,
  run,
}

async function run(call: Call): Promise<number> {
  const plan = readPlan(call)
  const { fleet, hosts } = await openHosts(call)
  const outcomes = await runAll(call, fleet, hosts, plan)
  if (call.flags.is('json')) await call.print(toJson({ hosts: outcomes.map(hostOutcomeJson) }))
  else if (hosts.length > 1) tellRest(call, outcomes)
  return exitOfOutcomes(outcomes, plan)
}

function readPlan({ flags, command }: Call): StagePlan {
  if (command.length === 0 || command.every(word => word.trim() === ''))
    throw usage(
      'run-on: missing command.',
      'Put the command after --, as in `fleetmux run-on --on HOST -- uptime`.',
    )
  return {
    command: { words: command, directory: flags.text('dir') ?? '' },
    canary: parseCanary(flags.text('canary') ?? 'all'),
    parallel: readWhole(flags, 'parallel', [1, 256], 16),
    timeout: readWhole(flags, 'timeout', [0, 604_800], 0) * 1000,
  }
}

/** Runs the command stage by stage, and prints each stage when it ends; for one host, prints output as it arrives. */
async function runAll(
  call: Call,
  fleet: Fleet,
  hosts: readonly string[],
  plan: StagePlan,
): Promise<readonly HostOutcome[]> {
  const isAlone = hosts.length === 1
  const isJson = call.flags.is('json')
  const printer = createLinePrinter(call)
  return runStages(await fleet.onHosts.commands(), hosts, plan, {
    ...(isAlone && !isJson && { output: printer.add }),
    begun: (stage, at, of) => {
      if (of > 1) call.say(`Stage ${at + 1} of ${of}: ${stage.join(', ')}`)
    },
    ended: async outcomes => {
      await printer.end()
      for (const each of outcomes)
        if (each.state === 'failed') call.say(`fleetmux: ${sentence(each.failure)}`)
        else if (isLate(each, plan))
          call.say(
            `fleetmux: ${each.host}: The command did not end within ${plan.timeout / 1000} s, so it was ended. Give it more time with --timeout, or let it run in a session: \`fleetmux new --host ${each.host} -- COMMAND\`.`,
          )
      if (!isAlone && !isJson) await tellGroups(call, groupOutput(outcomes))
    },
  })
}

async function tellGroups(call: Call, groups: readonly OutputGroup[]): Promise<void> {
  for (const { hosts, output } of groups) {
    const { code, stdout, stderr, omitted } = output
    const count = hosts.length > 1 ? ` (${hosts.length} hosts)` : ''
    const end = code === 0 ? '' : `, exit code ${code}`
    await call.print(`== ${hosts.join(', ')}${count}${end}`)
    if (omitted > 0) await call.print(`... ${bytesText(omitted)} of earlier output were omitted`)
    for (const line of linesOf(stdout)) await call.print(strip(line))
    for (const line of linesOf(stderr)) await call.print(`! ${strip(line)}`)
  }
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function tellRest(call: Call, outcomes: readonly HostOutcome[]): void {
  const left = outcomes.filter(({ state }) => state === 'not-run')
  if (left.length === 0) return
  const failed = outcomes.filter(isFailed).map(({ host }) => host)
  call.say(
    `Stopped, because ${andList(failed)} failed. The command was not run on ${andList(left.map(each => each.host))}.`,
  )
}

function isLate(outcome: HostOutcome, { timeout }: StagePlan): boolean {
  return timeout > 0 && outcome.state === 'ran' && outcome.output.code === TIMED_OUT
}

function exitOfOutcomes(outcomes: readonly HostOutcome[], plan: StagePlan): number {
  const [only] = outcomes
  if (outcomes.length === 1 && only) return only.state === 'ran' ? only.output.code : FAILED
  const bad = outcomes.filter(each => each.state === 'not-run' || isFailed(each)).length
  if (outcomes.some(each => isLate(each, plan))) return TIMEOUT
  if (bad === 0) return DONE
  return bad === outcomes.length ? FAILED : SOME_FAILED
}
