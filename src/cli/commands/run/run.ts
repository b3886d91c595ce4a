import type { Fleet } from '../../../state/fleet-handle.ts'
import { FailureError, sentence } from '../../../state/model/failure.ts'
import type { RunOrder, Runs } from '../../../state/runs/order.ts'
import { RUN_EXITS } from '../../../state/runs/result.ts'
import { RunError, type RunErrorCode } from '../../../state/runs/start-error.ts'
import { strip } from '../../../state/text/text.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call, Command } from '../../command/command.ts'
import { exitOf } from '../../command/exit.ts'
import { openRecords } from '../../tracked/tracked-session.ts'
import { ANY, hostWithRoom } from './any-host.ts'
import { tellEarly } from './early-failure.ts'
import * as manage from './manage.ts'
import { hostsToOpen } from './place-flags.ts'
import { RUN_FLAGS } from './run-flags.ts'
import { readRunOrder } from './run-order.ts'
import { tryAgain } from './try-again.ts'

const WORDS: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  list: manage.listRuns,
  show: manage.showRun,
  follow: manage.followRun,
  stop: manage.stopRun,
  send: manage.sendToRun,
  approve: manage.approveRun,
  deny: manage.denyRun,
  fetch: manage.fetchRun,
  clean: manage.cleanRuns,
}

export const run: Command = {
  name: 'run',
  usage:
    '[AGENT] [PROMPT|-] [--on HOST] [--json]  |  run list|show|follow|stop|send|approve|deny|fetch|clean [ID]',
  summary: 'Run a prompt without a terminal on any host, as a stream of events',
  details: `
The run continues on its host when the connection is lost or the laptop is closed, and \`run follow ID\` shows it again.
On another host the repository of this directory is shipped, unless --cwd names a directory there; \`run fetch ID\`
fetches its commits. The agent asks before it changes anything: answer here, or with \`run approve ID\` from any
machine; --yolo allows everything, --deny only reading. ID is the id of a run or its beginning. With --json each line
is an event (docs/runs.md), the last a run_result.
Exit: 0 completed, 1 failed, 2 usage error, 3 no such agent, 4 not installed, 5 missing or wrong key, 6 not supported
by the agent, 8 no such session, 11 timeout, 12 crashed, 13 stopped, 14 rate limited, 15 context full.`,
  examples: [
    ['run claude "fix the flaky test"', 'On this machine; you approve what it does'],
    [
      'run codex "update the docs" --on gpu1 --yolo --json',
      'On gpu1, printed as JSON events, without approvals',
    ],
    ['run claude "fix it" --on any', 'On the host of the pool with the most room'],
    ['run follow 01JD', 'Print the events of the run, on any machine'],
    ['run approve 01JD', 'Approve what the agent asks for'],
    [
      'run claude --session ID "and now the tests"',
      'Continue a session of the agent; the last line of a run shows its id',
    ],
  ],
  flags: RUN_FLAGS,
  takes: [0, 3],
  first: Object.keys(WORDS),
  text: true,
  run: call => (WORDS[call.args[0] ?? ''] ?? startAndFollow)(call),
}

async function startAndFollow(call: Call): Promise<number> {
  const fleet = await openFor(call)
  const runs = await fleet.onHosts.runs()
  let order: RunOrder | null = null
  try {
    const read = await readRunOrder(call, runs)
    order = { ...read, host: await hostFor(fleet, runs, read.host) }
    const retries = readWhole(call.flags, 'retries', [0, 10], 0)
    return call.flags.is('detach')
      ? await leaveRunning(call, runs, order)
      : await tryAgain(call, runs, order, retries)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    const about = { runId: order?.id ?? '', agent: order?.agent ?? '' }
    await tellEarly(call, about, thrown)
    call.say(`fleetmux: ${strip(sentence(thrown.failure))}`)
    return thrown instanceof RunError ? EARLY[thrown.code] : exitOf(thrown.failure)
  }
}

/**
 * Opens the fleet. For `--on any`, also reads the records of tracked sessions, which are needed to find a host with
 * room.
 */
async function openFor(call: Call): Promise<Fleet> {
  const named = hostsToOpen(call.flags)
  return named.includes(ANY) ? (await openRecords(call)).fleet : call.open(named)
}

async function hostFor(fleet: Fleet, runs: Runs, host: string): Promise<string> {
  const isHost = fleet.hosts.some(({ name }) => name === host)
  return host === ANY && !isHost ? hostWithRoom(fleet, runs) : fleet.nameOf(host)
}

async function leaveRunning(call: Call, runs: Runs, order: RunOrder): Promise<number> {
  const { id } = await runs.start(order, text => call.say(strip(text)))
  await call.print(id)
  return RUN_EXITS.ok
}

const EARLY: Readonly<Record<RunErrorCode, number>> = {
  AGENT_NOT_FOUND: RUN_EXITS.unknownAgent,
  AGENT_NOT_INSTALLED: RUN_EXITS.notInstalled,
  AUTH_ERROR: RUN_EXITS.auth,
  CAPABILITY_ERROR: RUN_EXITS.capability,
  SESSION_NOT_FOUND: RUN_EXITS.noSession,
  PROFILE_ERROR: RUN_EXITS.profile,
}
