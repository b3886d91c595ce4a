import { sentence, toFailure } from '../../../state/model/failure.ts'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import type { RunEvent } from '../../../state/runs/event.ts'
import type { FollowOptions, Runs } from '../../../state/runs/order.ts'
import { exitCodeOf, RUN_EXITS } from '../../../state/runs/result.ts'
import type { RunResult } from '../../../state/runs/result-schema.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call } from '../../command/command.ts'
import { safeJson } from '../../print/json.ts'
import { answerCommand } from '../../print/live-runs.ts'
import { createRunPrinter, endOf } from './run-printer.ts'

export interface Followed {
  readonly host: string
  readonly id: string
  readonly after?: string
  readonly once?: boolean
  /** Number of tokens after which the run is stopped. */
  readonly maxTokens?: number
  /** Cost in US dollars after which the run is stopped. */
  readonly maxCost?: number
}

/** Prints a run to its end, and asks the user the run's questions. Resolves with the exit code. */
export async function printRun(call: Call, runs: Runs, run: Followed): Promise<number> {
  const result = await readOut(call, runs, run)
  if (result) await printResult(call, result)
  return result ? exitCodeOf(result) : RUN_EXITS.ok
}

/** Prints how the run ended, as JSON or, unless --quiet is set, as a line of text. */
export async function printResult(call: Call, result: RunResult): Promise<void> {
  if (call.flags.is('json') || call.flags.is('no-stream')) await call.print(safeJson(result))
  else if (!call.flags.is('quiet')) call.say(strip(endOf(result)))
}

/** Prints the events of a run as they arrive. Resolves with null if `once` is set and the run has not ended. */
export async function readOut(
  call: Call,
  runs: Runs,
  run: Followed,
  follow = (options: FollowOptions) => runs.follow(run.host, run.id, options),
): Promise<RunResult | null> {
  const { host, after, once } = run
  const isJson = call.flags.is('json')
  const whole: RunEvent[] | null = call.flags.is('no-stream') ? [] : null
  const printer = createRunPrinter(call)
  const budget = createBudget(run, what => stopForBudget(call, runs, run, what))
  const lines = createLineBatches(call)
  const result = await follow({
    ...(after !== undefined && { after }),
    ...(once && { once }),
    note: text => call.say(strip(text)),
    link(state, why) {
      if (!call.isLeaving()) call.say(linkText(state, host, why))
    },
    event(event) {
      if (whole) whole.push(event)
      else if (isJson) lines.add(safeJson(event))
      else printer.event(event)
      budget(event)
      if (!once) ask(call, runs, run, event)
    },
  })
  await lines.done()
  await printer.done()
  return result && { ...result, events: whole ?? [] }
}

/** Prints lines in batches: all events that are read at once become one write. */
function createLineBatches({ print }: Call): { add(line: string): void; done(): Promise<void> } {
  let waiting: string[] = []
  let printed: Promise<void> = Promise.resolve()
  const printAll = () => {
    const lines = waiting
    waiting = []
    return print(lines.join('\n'))
  }
  return {
    add(line) {
      waiting.push(line)
      if (waiting.length === 1) printed = printed.then(printAll)
    },
    done: () => printed,
  }
}

function linkText(state: 'lost' | 'back', host: string, why: string): string {
  if (state === 'back') return `fleetmux: ${host} is connected again.`
  return `fleetmux: ${strip(why)} The run continues on the host, and its output continues here when ${host} is reachable again.`
}

/** Counts the tokens and costs that the agent reports; calls `over` once with the limit that is exceeded. */
function createBudget(
  { maxTokens = Number.POSITIVE_INFINITY, maxCost = Number.POSITIVE_INFINITY }: Followed,
  over: (what: string) => void,
): (event: RunEvent) => void {
  let used = 0
  let isOver = false
  return event => {
    if (event.type === 'token_usage') used += event.inputTokens + event.outputTokens
    const isTooDear = event.type === 'cost' && event.cost.totalUsd > maxCost
    if (isOver || (!isTooDear && used <= maxTokens)) return
    isOver = true
    over(
      isTooDear
        ? `The run has cost more than $${maxCost}`
        : `The run has used more than ${maxTokens} tokens`,
    )
  }
}

function stopForBudget(call: Call, runs: Runs, { host, id }: Followed, what: string): void {
  call.say(`fleetmux: ${what}, so the run is being stopped.`)
  runs
    .stop(host, id, 'aborted')
    .catch(thrown => call.say(`fleetmux: ${sentence(toFailure(thrown))}`))
}

/** Prints the question on stderr. On a terminal, reads the user's answer; otherwise prints how to answer. */
function ask(call: Call, runs: Runs, { host, id }: Followed, event: RunEvent): void {
  if (event.type !== 'approval_request' && event.type !== 'input_required') return
  const { interactionId } = event
  const isInput = event.type === 'input_required'
  call.say(strip(isInput ? `? ${event.question}` : `? ${event.action}: ${event.detail}`))
  if (isInput && event.options) call.say(strip(`  ${event.options.join(' | ')}`))
  if (!call.terminal.stdin || call.flags.is('json') || call.flags.is('non-interactive')) {
    const on = host === THIS_MACHINE ? '' : ` --on ${host}`
    call.say(`  The run waits for an answer: ${answerCommand(id, isInput, on)}`)
    return
  }
  call.say(isInput ? '  Your answer:' : '  Allow it? y or n:')
  const decide = async () => {
    const line = (await call.readLine()).trim()
    if (line === '') return
    const no = { kind: 'deny', reason: 'The user denied this.' } as const
    const answer = isInput
      ? ({ kind: 'answer', text: line } as const)
      : /^y(es)?$/i.test(line)
        ? ({ kind: 'allow' } as const)
        : no
    const told = await runs.decide(host, id, interactionId, answer)
    if (told === 'known') call.say('  Somebody else has already answered the question.')
  }
  decide().catch(thrown => call.say(`fleetmux: ${sentence(toFailure(thrown))}`))
}
