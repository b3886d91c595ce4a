import { randomBytes } from 'node:crypto'
import { FailureError } from '../../../state/model/failure.ts'
import type { DirectCommand } from '../../../state/model/messages/direct-command.ts'
import type { Event } from '../../../state/model/messages/event.ts'
import type { LineOutcome, RunOrder, Runs } from '../../../state/runs/order.ts'
import { makeRunId } from '../../../state/runs/run-id.ts'

const TYPES = [
  ...(['answer-run', 'send-to-run', 'stop-run'] as const),
  ...(['fetch-run', 'remove-run', 'start-run'] as const),
]
export type RunRequest = Extract<DirectCommand, { type: (typeof TYPES)[number] }>

/** Maximum run time in seconds of a run that is started from the screen. */
const DAY = 86_400

/** Carries out what the user requested on the screen for a run. @throws FailureError if that fails. */
export async function requestOfRun(
  runs: Runs,
  asked: RunRequest,
  here: { readonly directory: string; readonly now: number },
): Promise<Event> {
  const { host } = asked
  switch (asked.type) {
    case 'answer-run':
      told(await runs.decide(host, asked.id, asked.interaction, asked.answer))
      return did('The answer was delivered.', true)
    case 'send-to-run':
      told(await runs.input(host, asked.id, asked.text))
      return did(`Sent the text to the run on ${host}.`)
    case 'stop-run':
      await runs.stop(host, asked.id, 'aborted')
      return did(`Stopping the run on ${host}.`)
    case 'fetch-run': {
      const { spec } = await runs.find(asked.id, [host])
      const lines = await runs.fetch(host, spec, here.directory)
      return did(lines.join(' ') || 'The run has made no new commits.')
    }
    case 'remove-run': {
      const { spec } = await runs.find(asked.id, [host])
      await runs.remove(host, spec)
      return did(`Removed the run on ${host}.`)
    }
    case 'start-run': {
      const order = orderOf(asked, here)
      const warnings: string[] = []
      await runs.start(order, text => warnings.push(text))
      return did([`${order.agent} runs on ${host}.`, ...warnings].join(' '))
    }
  }
}

function did(text: string, quiet = false): Event {
  return { type: 'did', text, ...(quiet && { quiet }) }
}

function told(what: LineOutcome): void {
  if (what === 'taken') return
  throw new FailureError({
    kind: 'refused',
    what:
      what === 'over'
        ? 'The run has ended, so nothing was sent to it.'
        : 'The question was already answered, so this answer was not delivered.',
  })
}

function orderOf(
  {
    host,
    agent,
    prompt,
    cwd,
    permissions = 'ask',
    model,
  }: Extract<RunRequest, { type: 'start-run' }>,
  { directory, now }: { readonly directory: string; readonly now: number },
): RunOrder {
  return {
    id: makeRunId(now, randomBytes(10)),
    ...{ agent, prompt, host, directory },
    permissions,
    alone: permissions !== 'ask',
    useRules: true,
    ...(cwd !== '' && { cwd }),
    ...(model !== undefined && { model }),
    environment: {},
    timeout: DAY,
    inactivity: 0,
    mcpServers: [],
    tags: [],
  }
}
