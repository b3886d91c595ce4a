import type { Fleet } from '../../../state/fleet-handle.ts'
import { FailureError, sentence } from '../../../state/model/failure.ts'
import type { LaunchRow } from '../../../state/model/launch.ts'
import { cleanupOf } from '../../../state/pool/cleanup.ts'
import { strip } from '../../../state/text/text.ts'
import { isEnded } from '../../../state/tracked/registry.ts'
import { hostOf } from '../../args/host-arguments.ts'
import {
  checkPrompts,
  failureLines,
  LAUNCH,
  launch,
  readMode,
  readOrder,
  readWhole,
} from '../../args/launch.ts'
import type { Call, Command } from '../../command/command.ts'
import { FAILED, TIMEOUT } from '../../command/exit.ts'
import { receipt } from '../../command/wait.ts'
import { untilEnd } from '../../follow/until-end.ts'
import { openRecords } from '../../tracked/tracked-session.ts'
import { fetchInto } from './fetch.ts'

export const exec: Command = {
  name: 'exec',
  usage: 'COMMAND PROMPT [--vm-name NAME] [--keep-vm] [-- AZLIN_ARGS...]',
  summary: 'Run a prompt on a machine to its end, and fetch the results',
  details: `
COMMAND is auto, ultrathink, analyze or fix, a command of the agent amplihack. The repository is packed and shipped,
the agent runs, and its output is printed as it comes; then its commits are fetched, and the exit code is that of the
agent. A machine of azlin (a program that creates Azure machines) is removed afterwards, unless --keep-vm is given,
the agent failed (so that you can inspect it), or other sessions run there. After the timeout the agent is ended, and
the exit code is 124.`,
  examples: [
    [
      'exec auto "implement user authentication"',
      'On a machine with a free slot, else on a new machine',
    ],
    ['exec fix "repair the smoke test" --vm-name gpu1', 'On this host'],
    ['exec analyze "inspect quota usage" -- --subscription Engineering', 'Pass arguments to azlin'],
  ],
  flags: {
    'vm-size': {
      kind: 'text',
      about: 'Azure size (SKU) of a new machine; default Standard_D2s_v3',
    },
    'vm-name': {
      kind: 'text',
      of: 'host',
      about: 'Run on the machine of azlin, or the host, with this name',
    },
    'keep-vm': { kind: 'switch', about: 'Keep the machine afterwards' },
    'no-reuse': { kind: 'switch', about: 'Always create a new machine' },
    timeout: { kind: 'text', about: 'Timeout in minutes, 5 to 480; default 120' },
    ...LAUNCH,
  },
  takes: [2, 2],
  text: true,
  command: true,
  run,
}

async function run(call: Call): Promise<number> {
  const { flags, args, command: azlinArgs } = call
  const [mode = '', prompt = ''] = args
  checkPrompts([prompt])
  const minutes = readWhole(flags, 'timeout', [5, 480], 120)
  const asked = hostOf(flags, 'vm-name')
  const base = {
    ...readOrder(flags, process.cwd()),
    prompts: [prompt],
    headless: true,
    command: readMode(mode),
    tier: null,
    region: flags.text('region') ?? (call.environment['AZURE_REGION'] || null),
  }
  const size = flags.text('vm-size') ?? 'Standard_D2s_v3'
  const request = { size, fresh: flags.is('no-reuse'), azlinArgs }
  const { fleet } = await openRecords(call)
  const name = asked && fleet.nameOf(asked)
  const order = name
    ? { ...base, host: name, exec: { ...request, name } }
    : { ...base, exec: request }
  const launched = await launch(call, fleet, order)
  const [row] = launched.rows
  for (const line of failureLines(launched)) call.say(`fleetmux: ${strip(line)}`)
  return row?.id && !row.failure ? seeThrough(call, fleet, row, minutes) : FAILED
}

/**
 * Follows a running session to its end, fetches its results, and removes its machine if the machine was created for
 * this session.
 */
async function seeThrough(
  call: Call,
  fleet: Fleet,
  row: LaunchRow,
  minutes: number,
): Promise<number> {
  const { id = '', host = '', origin = 'static' } = row
  call.say(
    `Session ${id} runs on ${host}, and continues if you leave. To see its output: \`fleetmux output ${id}\`.`,
  )
  if (origin !== 'static' && !call.flags.is('keep-vm')) {
    call.say(
      `The machine ${host} is removed afterwards, unless the session fails; --keep-vm keeps the machine.`,
    )
  }
  const end = await untilEnd(call, fleet, id, minutes * 60_000)
  const timedOut = end === null
  if (timedOut) {
    call.say(`The session ran longer than ${minutes} minutes, so it is ended.`)
    fleet.store.dispatch({ type: 'end-tracked', id, force: false, ref: 'end' })
    await told(call, 'The session may still run', `fleetmux kill ${id}`, async () => {
      await receipt(fleet.store, {
        ...{ ref: 'end', host, limit: 60_000, isFixed: true },
        effect: 'the session was ended',
        check: 'fleetmux list',
      })
    })
  }
  const code = timedOut ? TIMEOUT : (end.exitCode ?? FAILED)
  await call.print('')
  await call.print('Remote Execution Results')
  await call.print(`Exit code: ${code}${timedOut ? ' (time ran out)' : ''}`)
  const isHome = await told(
    call,
    'The results were not fetched completely',
    `fleetmux fetch ${id}`,
    () => fetchInto(call, fleet, id, host),
  )
  await cleanUp(call, fleet, row, { code, timedOut, isHome })
  return code === 0 && !isHome ? FAILED : code
}

async function cleanUp(
  call: Call,
  { store }: Fleet,
  { id, host = '', origin = 'static' }: LaunchRow,
  end: { readonly code: number; readonly timedOut: boolean; readonly isHome: boolean },
): Promise<void> {
  if (!end.isHome && origin !== 'static') {
    return call.say(`The machine ${host} is kept, because it still has the results.`)
  }
  const others = [...(store.getState().registry?.sessions.values() ?? [])]
    .filter(each => each.host === host && each.id !== id && !isEnded(each.status))
    .map(each => each.id)
  const { remove, words } = cleanupOf({
    keep: call.flags.is('keep-vm'),
    code: end.code,
    timedOut: end.timedOut,
    origin,
    others,
  })
  call.say(words)
  if (!remove) return
  const named = origin === 'named'
  store.dispatch({ type: 'remove-machine', host, ...(named && { named }), ref: 'remove' })
  const what = `The machine ${host} may still exist and cost money`
  await told(call, what, `fleetmux pool remove ${host}`, async () => {
    const { text } = await receipt(store, {
      ...{ ref: 'remove', host, limit: 300_000, isFixed: true },
      effect: 'the machine was deleted',
      check: 'fleetmux pool',
    })
    call.say(text)
  })
}

/**
 * Runs `work`, one of the steps at the end of `exec`. Resolves with whether it has succeeded. A failure is printed, not
 * thrown, with the command `again` that repeats the step.
 */
async function told(
  call: Call,
  what: string,
  again: string,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work()
    return true
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    const why = sentence(thrown.failure)
    const now = why.includes(again) ? '' : ` To try again: \`${again}\`.`
    call.say(`fleetmux: ${what}: ${why}${now}`)
    return false
  }
}
