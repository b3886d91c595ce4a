import { readdirSync, readFileSync } from 'node:fs'
import { EVENT_TYPES, type EventBody } from '../../../src/state/runs/event.ts'

/** Columns of the table: an agent by each way in which it is spoken with. */
const COLUMNS: readonly (readonly [title: string, streams: RegExp])[] = [
  ['claude, asking', /^claude\.control-/],
  ['claude alone', /^claude\.(?!control-)/],
  ['codex, asking', /^codex-app-server\./],
  ['codex alone', /^codex\./],
  ['gemini, asking', /^acp-gemini\./],
  ['gemini alone', /^gemini\./],
  ['opencode, asking', /^acp-opencode\./],
  ['opencode alone', /^opencode\./],
  ['copilot, asking', /^acp-copilot\./],
  ['copilot alone', /^copilot\./],
  ['qwen, asking', /^acp-qwen\./],
  ['qwen alone', /^qwen\./],
]

/** What nobody but the one who watches over a run can tell: the same for all agents. */
const OWN: ReadonlySet<EventBody['type']> = new Set([
  ...['session_end', 'aborted', 'timeout', 'crash', 'log', 'debug'],
] as EventBody['type'][])

/** The table of docs/run-events.md: what the recorded streams of each agent were made into. */
export function toldTable(): string {
  const seen = COLUMNS.map(([, streams]) => typesIn(streams))
  const rows = EVENT_TYPES.toSorted().map(type => {
    const cells = seen.map(types => (types.has(type) ? 'told' : OWN.has(type) ? 'derived' : ''))
    return `| \`${type}\` | ${cells.join(' | ')} |`
  })
  return [
    '# Which agent reports which event',
    '',
    'A test generates this table from recorded streams of real agents (`test/fixtures/streams`), so it shows observed',
    'events, not those of a manual. *told*: an agent reported the event in a recording. *derived*: fleetmux derives the event,',
    'for all agents. Empty: the event is in no recording. fleetmux never invents an event that an agent does not report.',
    '',
    `| event | ${COLUMNS.map(([title]) => title).join(' | ')} |`,
    `|---|${COLUMNS.map(() => '---').join('|')}|`,
    ...rows,
    '',
  ].join('\n')
}

function typesIn(streams: RegExp): ReadonlySet<string> {
  const files = readdirSync('test/fixtures/runs').filter(name => streams.test(name))
  const lines = files.flatMap(name =>
    readFileSync(`test/fixtures/runs/${name}`, 'utf8').split('\n').filter(Boolean),
  )
  return new Set(lines.map(line => JSON.parse(line).type))
}
