import type { Fleet } from '../../../state/fleet-handle.ts'
import { runJson } from '../../../state/json/run-json.ts'
import { FailureError, sentence } from '../../../state/model/failure.ts'
import { ruleFor } from '../../../state/runs/kept-rule.ts'
import { listEverywhere } from '../../../state/runs/list-everywhere.ts'
import type { LineOutcome, Runs } from '../../../state/runs/order.ts'
import type { Rule } from '../../../state/runs/rule-schema.ts'
import type { RunRow } from '../../../state/runs/spec.ts'
import { age } from '../../../state/text/age.ts'
import { counted } from '../../../state/text/counted.ts'
import { strip } from '../../../state/text/text.ts'
import { hostsOf, namesOf } from '../../args/host-arguments.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { sayLimit } from '../../print/list-limit.ts'
import { printRun } from './follow-run.ts'

/** `run list`: prints the runs of all hosts, or of the named hosts, newest first. */
export async function listRuns(call: Call): Promise<number> {
  const { runs, names } = await open(call)
  const { rows, failures } = await listedRuns(call, runs, names)
  for (const row of rows)
    await call.print(call.flags.is('json') ? toJson(runJson(row)) : rowLine(row))
  if (rows.length === 0 && !call.flags.is('json'))
    call.say('There are no runs on the hosts that were asked.')
  return exitOfAll(failures)
}

/** The runs of the named hosts. If a host cannot be asked, prints the failure. */
async function listedRuns(call: Call, runs: Runs, names: readonly string[]) {
  const listed = await listEverywhere(runs, names)
  for (const failure of listed.failures) if (failure) call.say(`fleetmux: ${sentence(failure)}`)
  sayLimit(call, listed.rows, 'runs')
  return listed
}

function rowLine({ host, spec, state, code }: RunRow): string {
  const end = state === 'ended' ? `ended ${code}` : state
  const old = age(spec.created, Date.now())
  return strip(
    `${spec.id}  ${end.padEnd(9)} ${old.padStart(4)}  ${spec.agent} on ${host}  ${spec.title}`,
  )
}

/** `run show`: prints the events of a run so far. */
export const showRun = (call: Call) =>
  withRun(call, (runs, row) => printRun(call, runs, { ...at(row), once: true, ...from(call) }))

/** `run follow`: prints the events of a run so far and all new ones until it ends. */
export const followRun = (call: Call) =>
  withRun(call, (runs, row) => printRun(call, runs, { ...at(row), ...from(call) }))

function at({ host, spec }: RunRow) {
  return { host, id: spec.id }
}

function from({ flags }: Call) {
  const after = flags.text('after')
  return after === undefined ? {} : { after }
}

/** `run stop`: ends the run and all processes that it has started: by SIGINT, then SIGTERM, then SIGKILL. */
export const stopRun = (call: Call) =>
  withRun(call, async (runs, { host, spec }) => {
    await runs.stop(host, spec.id, 'aborted')
    call.say(`Stopping the run ${spec.id} on ${host}, with all its processes.`)
    return DONE
  })

/** `run send`: sends another text to a run, or the answer to its open question. */
export const sendToRun = (call: Call) =>
  withRun(call, async (runs, { host, spec }, [text]) => {
    if (text === undefined || text.trim() === '')
      throw usage('run send: missing argument TEXT.', 'Write `fleetmux run send ID TEXT`.')
    return tell(call, await runs.input(host, spec.id, text))
  })

export const approveRun = (call: Call) =>
  withRun(call, async (runs, { host, spec }, [interaction]) => {
    await keep(call, runs, { host, id: spec.id, interaction }, 'allow')
    return tell(call, await runs.decide(host, spec.id, interaction ?? null, { kind: 'allow' }))
  })

export const denyRun = (call: Call) =>
  withRun(call, async (runs, { host, spec }, [interaction]) => {
    await keep(call, runs, { host, id: spec.id, interaction }, 'deny')
    const reason = call.flags.text('reason') ?? 'The user denied this.'
    const decision = { kind: 'deny', reason } as const
    return tell(call, await runs.decide(host, spec.id, interaction ?? null, decision))
  })

/** If `--always` is given, saves the decision as a rule in the configuration. */
async function keep(
  call: Call,
  runs: Runs,
  { host, id, interaction }: { host: string; id: string; interaction: string | undefined },
  decide: Rule['decide'],
): Promise<void> {
  const [command, path] = [call.flags.text('command'), call.flags.text('path')]
  const wider = { ...(command !== undefined && { command }), ...(path !== undefined && { path }) }
  if (!call.flags.is('always')) {
    if (command === undefined && path === undefined) return
    throw usage('--command and --path need --always.', 'Add --always, or omit them.')
  }
  const rule = ruleFor(await runs.asked(host, id, interaction ?? null), decide, wider)
  const file = await runs.keepRule(rule)
  call.say(
    strip(
      `Saved this rule in ${file}; it applies to runs with --approve rules: ${JSON.stringify(rule)}`,
    ),
  )
}

function tell(call: Call, told: LineOutcome): number {
  if (told === 'taken') return DONE
  throw new FailureError({
    kind: 'refused',
    what:
      told === 'over'
        ? 'The run has ended, so nothing was sent to its agent.'
        : 'The question was already answered, so this answer was not sent.',
    hint: `To see the events of the run: \`fleetmux run show ${call.args[1]}\`.`,
  })
}

/** `run fetch`: fetches a run's commits into the local repository of which the run got a copy. */
export const fetchRun = (call: Call) =>
  withRun(call, async (runs, { host, spec }) => {
    for (const line of await runs.fetch(host, spec, process.cwd())) await call.print(strip(line))
    return DONE
  })

/** `run clean`: removes the data of ended runs, of one or of all. */
export async function cleanRuns(call: Call): Promise<number> {
  if (call.args.length > 1) {
    return withRun(call, async (runs, row) => {
      await runs.remove(row.host, row.spec)
      return DONE
    })
  }
  const { runs, names } = await open(call)
  const { rows, failures } = await listedRuns(call, runs, names)
  const ended = rows.filter(({ state }) => state !== 'running')
  for (const { host, spec } of ended) await runs.remove(host, spec)
  call.say(`Removed ${counted(ended.length, 'ended run')}.`)
  return exitOfAll(failures)
}

async function open(call: Call): Promise<{ fleet: Fleet; runs: Runs; names: readonly string[] }> {
  const wanted = hostsOf(call.flags, call.flags.list('on'), '--on')
  const fleet = await call.open(wanted)
  const runs = await fleet.onHosts.runs()
  const all = async () => [...fleet.hosts.map(host => host.name), ...(await runs.places())]
  return { fleet, runs, names: wanted.length > 0 ? namesOf(fleet, wanted) : await all() }
}

/** Finds the run that the second argument names by its id or the start of its id, and calls the function with it. */
async function withRun(
  call: Call,
  work: (runs: Runs, row: RunRow, rest: readonly string[]) => Promise<number>,
): Promise<number> {
  const [word, id, ...rest] = call.args
  if (id === undefined)
    throw usage(`run ${word}: missing argument ID.`, '`fleetmux run list` shows the ids.')
  const { runs, names } = await open(call)
  return work(runs, await runs.find(id, names), rest)
}
