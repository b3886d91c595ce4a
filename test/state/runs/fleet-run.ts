import type { RunAsk, RunDigest, RunHead } from '../../../src/state/model/fleet-run.ts'
import type { Event } from '../../../src/state/model/messages/event.ts'
import { clean, cleanLines } from '../../../src/state/text/clean.ts'

/** Runs for tests, as hosts and their streams tell them. */

const CREATED = 1_700_000_000_000

export function head(host: string, id: string, more: Partial<RunHead> = {}): RunHead {
  return {
    ...{ host, id, agent: clean('claude'), title: clean(`fix ${id}`), cwd: clean('~') },
    ...{ created: CREATED, state: 'running', code: null, isShipped: false },
    ...more,
  }
}

export function ask(interaction: string, more: Partial<RunAsk> = {}): RunAsk {
  const text = cleanLines(`Bash: npm test ${interaction}`)
  return { interaction, kind: 'approval', text, options: [], since: CREATED, ...more }
}

export function runs(host: string, ...heads: readonly RunHead[]): Event {
  return { type: 'runs', host, runs: heads, isAll: true }
}

export function started(each: RunHead): Event {
  return { type: 'runs', host: each.host, runs: [each], isAll: false }
}

export function tells(host: string, id: string, more: Partial<RunDigest> = {}): Event {
  const digest = { doing: clean(''), asks: [], cost: null, end: null, ...more }
  return { type: 'run-told', host, id, digest }
}

export const asksOf = (host: string, id: string, ...asks: readonly RunAsk[]) =>
  tells(host, id, { asks })
