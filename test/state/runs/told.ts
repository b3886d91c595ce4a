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

type Types = readonly EventBody['type'][]
const ALL_LACK: Types = [
  ...(['session_checkpoint', 'paused', 'resumed', 'plugin_invoked', 'plugin_error'] as const),
  ...(['agentdoc_read', 'image_input_ack'] as const),
]
const EXTENSIONS: Types = ['plugin_loaded', 'skill_loaded', 'skill_invoked']
const STEPS: Types = ['step_start', 'step_end']
const ASKING: Types = ['approval_request', 'approval_granted', 'input_required']
const SUBAGENTS: Types = ['subagent_spawn', 'subagent_result', 'subagent_error']
const MCP: Types = ['mcp_tool_call_start', 'mcp_tool_result', 'mcp_tool_error']
const THINKING: Types = ['thinking_start', 'thinking_delta', 'thinking_stop']
const CONTEXT: Types = ['context_compacted', 'context_limit_warning']
const RATE: Types = ['rate_limited', 'retry']
/** ACP names neither the server of a tool nor who works below an agent, and tells the pieces of no input. */
const ACP: Types = [...EXTENSIONS, ...STEPS, ...SUBAGENTS, ...MCP, 'tool_input_delta']

/**
 * What an agent's stream has no line for, by column: from its types and its documentation, and from looking for it in
 * the recordings. It is absent, never invented.
 */
const CANNOT: Readonly<Record<string, Types>> = {
  'claude, asking': ['file_delete', 'shell_stderr_delta'],
  'claude alone': ['file_delete', 'shell_stderr_delta', 'approval_request', 'input_required'],
  'codex, asking': [...EXTENSIONS, 'cost', 'file_read', 'tool_input_delta', 'shell_stderr_delta'],
  'codex alone': [
    ...[...EXTENSIONS, ...STEPS, ...ASKING, ...CONTEXT, 'cost', 'file_read'],
    ...(['tool_input_delta', 'shell_stderr_delta', 'image_output', 'interrupted'] as const),
  ] as Types,
  'gemini, asking': [...ACP, ...RATE, 'cost', 'session_fork', 'shell_exit', 'shell_stdout_delta'],
  'gemini alone': [
    ...[...EXTENSIONS, ...STEPS, ...ASKING, ...SUBAGENTS, ...THINKING, ...CONTEXT],
    ...(['cost', 'session_fork', 'shell_exit', 'shell_stderr_delta', 'tool_input_delta'] as const),
    ...(['image_output', 'interrupted'] as const),
  ] as Types,
  'opencode, asking': [...ACP, ...RATE, 'shell_stderr_delta'],
  'opencode alone': [
    ...[...EXTENSIONS, ...ASKING, ...RATE, ...CONTEXT, 'tool_input_delta', 'image_output'],
    ...(['shell_stderr_delta', 'interrupted'] as const),
  ] as Types,
  'copilot, asking': [...ACP, ...RATE, 'cost', 'session_fork', 'shell_stderr_delta'],
  'copilot alone': [...ASKING, 'cost', 'session_fork', 'plugin_loaded'] as Types,
  'qwen, asking': [...ACP, ...RATE, 'cost', 'shell_stderr_delta'],
  'qwen alone': ['cost', 'approval_request', 'input_required', 'file_delete', 'shell_stderr_delta'],
}

/** The table of docs/run-events.md: what the recorded streams of each agent were made into. */
export function toldTable(): string {
  const seen = COLUMNS.map(([, streams]) => typesIn(streams))
  const rows = EVENT_TYPES.toSorted().map(type => {
    const cells = seen.map((types, nth) => {
      if (types.has(type)) return 'told'
      if (OWN.has(type)) return 'derived'
      return lacks(COLUMNS[nth]?.[0] ?? '', type) ? '-' : ''
    })
    return `| \`${type}\` | ${cells.join(' | ')} |`
  })
  return [
    '# Which agent reports which event',
    '',
    'A test generates this table from recorded streams of real agents (`test/fixtures/streams`), so it shows observed',
    'events, not those of a manual. *told*: an agent reported the event in a recording. *derived*: fleetmux derives the event,',
    'for all agents. `-`: the stream of the agent has no line for the event. Empty: the event is in no recording. fleetmux',
    'never invents an event that an agent does not report.',
    '',
    `| event | ${COLUMNS.map(([title]) => title).join(' | ')} |`,
    `|---|${COLUMNS.map(() => '---').join('|')}|`,
    ...rows,
    '',
  ].join('\n')
}

function lacks(column: string, type: EventBody['type']): boolean {
  return ALL_LACK.includes(type) || (CANNOT[column] ?? []).includes(type)
}

/** What is said not to be had and was recorded all the same. */
export function refuted(): readonly string[] {
  return COLUMNS.flatMap(([title, streams]) =>
    [...typesIn(streams)]
      .filter(type => lacks(title, type as EventBody['type']))
      .map(type => `${title}: ${type}`),
  )
}

function typesIn(streams: RegExp): ReadonlySet<string> {
  const files = readdirSync('test/fixtures/runs').filter(name => streams.test(name))
  const lines = files.flatMap(name =>
    readFileSync(`test/fixtures/runs/${name}`, 'utf8').split('\n').filter(Boolean),
  )
  return new Set(lines.map(line => JSON.parse(line).type))
}
