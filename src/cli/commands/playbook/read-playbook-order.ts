import type { Budgets } from '../../../state/playbooks/budget.ts'
import { makeOrder } from '../../../state/playbooks/make-order.ts'
import type { FoundPlaybook, PlaybookOrder } from '../../../state/playbooks/playbook-order.ts'
import { makeRunId } from '../../../state/runs/run-id.ts'
import { readDuration } from '../../args/duration.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call } from '../../command/command.ts'
import { type Flags, usage } from '../../command/flag.ts'
import { environmentOf } from '../run/run-order.ts'

/** Reads from the flags which playbook is to be run and how. `found`: the playbook as found on the host. */
export function readPlaybookOrder(call: Call, host: string, found: FoundPlaybook): PlaybookOrder {
  const { flags } = call
  if (flags.is('yolo') && flags.is('deny'))
    throw usage('--yolo and --deny exclude each other.', 'Use only one of them.')
  const mode = flags.text('mode')
  const at = new Date()
  return makeOrder(
    found,
    { id: makeRunId(at.getTime(), crypto.getRandomValues(new Uint8Array(10))), host, at },
    {
      ...{ agent: flags.text('agent'), model: flags.text('model') },
      permissions: flags.is('yolo') ? 'allow' : flags.is('deny') ? 'deny' : 'ask',
      environment: environmentOf(call),
      mode: mode === 'task' || mode === 'document' ? mode : undefined,
      budgets: readBudgets(flags),
      ...{ verify: flags.text('verify'), strict: flags.is('strict') },
      ...{ branch: flags.text('branch'), target: flags.text('base'), setup: flags.text('setup') },
      ...{ history: flags.is('shared-history'), openPullRequest: flags.is('pr') },
    },
  )
}

/** The budgets given by flags. */
export function readBudgets(flags: Flags): Partial<Budgets> {
  const whole = (name: string, most: number) =>
    flags.has(name) ? readWhole(flags, name, [0, most], 0) : undefined
  const time = (name: string) => {
    const milliseconds = readDuration(flags, name)
    return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000)
  }
  const all = {
    loops: whole('max-loops', 1_000_000),
    seconds: time('max-time'),
    tasks: whole('max-tasks', 1_000_000),
    tokens: whole('max-tokens', Number.MAX_SAFE_INTEGER),
    cost: readDollars(flags),
    taskSeconds: time('task-time'),
    tries: flags.has('tries') ? readWhole(flags, 'tries', [1, 1000], 1) : undefined,
    stall: flags.has('stall') ? readWhole(flags, 'stall', [1, 1000], 1) : undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

function readDollars(flags: Flags): number | undefined {
  const text = flags.text('max-cost')
  if (text === undefined) return undefined
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Number(text)
  throw usage(`--max-cost is an amount such as 5 or 2.50, not ${JSON.stringify(text)}.`)
}
