import type { RunOrder } from '../../state/runs/order.ts'
import { ACP_END, REFUSED } from './acp-end.ts'
import type { RunCommand } from './run-command.ts'

/** The commands of one agent. `alone`: runs non-interactively. `asks`: runs with approval requests. */
interface RunWays {
  readonly alone: RunCommand
  readonly asks?: RunCommand
}

/** The words of an option, with `{}` replaced by its value; empty if there is no value. */
const put = (words: readonly string[], value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : words.map(word => word.replace('{}', () => String(value)))

const allow = (order: RunOrder, words: readonly string[]) =>
  order.permissions === 'allow' ? words : []
const deny = (order: RunOrder, words: readonly string[]) =>
  order.permissions === 'deny' ? words : []

/**
 * Pattern of the line that ends a conversation. `result` need not come first in the line. Inside a JSON string the
 * quotes would be escaped, so quoted text does not match.
 */
const CLAUDE_END = '"type":"result".*"num_turns":|"num_turns":.*"type":"result"'

const claudeArgs = (order: RunOrder): readonly (readonly string[])[] => [
  ['--output-format', 'stream-json', '--verbose'],
  put(['--model', '{}'], order.model),
  put(['--max-turns', '{}'], order.maxTurns),
  put(['--max-budget-usd', '{}'], order.maxCost),
  put(['--effort', '{}'], order.effort),
  put(['--max-thinking-tokens', '{}'], order.thinkingBudget),
  put(['--resume', '{}'], order.session),
  put(['--resume', '{}', '--fork-session'], order.fork),
  order.system
    ? [
        order.system.mode === 'replace' ? '--system-prompt' : '--append-system-prompt',
        order.system.text,
      ]
    : [],
  order.mcpServers.length > 0 ? ['--mcp-config', '{run}/mcp.json', '--strict-mcp-config'] : [],
]

const quiet = { DISABLE_AUTOUPDATER: '1' }

const claude = (program: readonly string[], before: readonly string[] = []): RunWays => ({
  alone: {
    dialect: 'claude-lines',
    argv: order => [
      ...[program, before, ['-p', '--include-partial-messages'], claudeArgs(order)].flat(),
      allow(order, ['--permission-mode', 'bypassPermissions']),
      deny(order, ['--permission-mode', 'dontAsk']),
    ],
    environment: quiet,
  },
  asks: {
    dialect: 'claude',
    ends: CLAUDE_END,
    argv: order => [
      ...[program, before, ['-p', '--include-partial-messages'], claudeArgs(order)].flat(),
      ['--input-format', 'stream-json'],
      ['--permission-prompt-tool', 'stdio', '--permission-mode', 'default'],
    ],
    environment: quiet,
  },
})

const codexConfig = (order: RunOrder): readonly (readonly string[])[] => [
  put(['-m', '{}'], order.model),
  put(['-c', 'model_reasoning_effort="{}"'], order.effort),
  order.system ? ['-c', `developer_instructions=${JSON.stringify(order.system.text)}`] : [],
  order.mcpServers.flatMap(({ name, command, args }) => [
    ...['-c', `mcp_servers.${name}.command=${JSON.stringify(command)}`],
    ...['-c', `mcp_servers.${name}.args=${JSON.stringify(args)}`],
  ]),
]

const codex: RunWays = {
  alone: {
    dialect: 'codex-exec',
    argv: order => [
      ['codex', 'exec', '--json', '--skip-git-repo-check'],
      ...codexConfig(order),
      allow(order, ['--dangerously-bypass-approvals-and-sandbox']),
      deny(order, ['-s', 'read-only']),
      put(['resume', '{}'], order.session),
      put(['fork', '{}'], order.fork),
      ['-'],
    ],
    lacks: ['maxTurns', 'maxCost', 'thinkingBudget'],
  },
  asks: {
    dialect: 'codex-app-server',
    ends: `"method":"turn/completed"|${REFUSED}`,
    argv: order => [['codex', ...codexConfig({ ...order, model: undefined }).flat(), 'app-server']],
    lacks: ['maxTurns', 'maxCost', 'thinkingBudget'],
  },
}

const acp = (
  words: readonly string[],
  lacks: RunCommand['lacks'],
  environment: RunCommand['environment'] = {},
): RunCommand => ({
  dialect: 'acp',
  ends: ACP_END,
  argv: () => words,
  environment,
  ...(lacks && { lacks }),
})

const always = ['system', 'maxTurns', 'effort', 'thinkingBudget'] as const

const gemini: RunWays = {
  alone: {
    dialect: 'gemini',
    argv: order => [
      ['gemini', '-o', 'stream-json', '--skip-trust'],
      put(['-m', '{}'], order.model),
      put(['--resume', '{}'], order.session),
      allow(order, ['--approval-mode', 'yolo']),
      deny(order, ['--approval-mode', 'plan']),
    ],
    lacks: [...always, 'maxCost', 'fork', 'mcpServers'],
  },
  asks: {
    ...acp(['gemini', '--acp'], [...always, 'maxCost', 'fork'], {
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    }),
    argv: order => [['gemini', '--acp'], put(['-m', '{}'], order.model)],
  },
}

const opencode: RunWays = {
  alone: {
    dialect: 'opencode',
    argv: order => [
      ['opencode', 'run', '--format', 'json', '--thinking'],
      put(['-m', '{}'], order.model),
      put(['-s', '{}'], order.session),
      put(['-s', '{}', '--fork'], order.fork),
      put(['--variant', '{}'], order.effort),
      allow(order, ['--auto']),
      deny(order, ['--agent', 'plan']),
    ],
    environment: { OPENCODE_DISABLE_AUTOUPDATE: '1' },
    lacks: ['system', 'maxTurns', 'thinkingBudget', 'mcpServers'],
  },
  // OpenCode asks for permission only for the tools that its configuration sets to `ask`. Without OPENCODE_PERMISSION
  // it never asks.
  asks: acp(['opencode', 'acp'], [...always, 'model'], {
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_PERMISSION: '{"bash":"ask","edit":"ask","webfetch":"ask"}',
  }),
}

const copilot: RunWays = {
  alone: {
    dialect: 'copilot',
    argv: order => [
      ['copilot', '--output-format', 'json', '--no-auto-update'],
      put(['--model', '{}'], order.model),
      put(['--resume={}'], order.session),
      put(['--max-autopilot-continues', '{}'], order.maxTurns),
      allow(order, ['--allow-all-tools']),
      deny(order, ['--deny-tool=write', '--deny-tool=shell']),
    ],
    lacks: ['fork', 'system', 'maxCost', 'effort', 'thinkingBudget', 'mcpServers'],
  },
  asks: {
    ...acp(['copilot', '--acp', '--no-auto-update'], [...always, 'maxCost', 'fork']),
    argv: order => [['copilot', '--acp', '--no-auto-update'], put(['--model', '{}'], order.model)],
  },
}

const qwen: RunWays = {
  alone: {
    dialect: 'claude-lines',
    argv: order => [
      ['qwen', '-o', 'stream-json', '--include-partial-messages'],
      put(['-m', '{}'], order.model),
      put(['--resume', '{}'], order.session),
      put(['--resume', '{}', '--fork-session'], order.fork),
      put(['--max-session-turns', '{}'], order.maxTurns),
      order.system
        ? [
            order.system.mode === 'replace' ? '--system-prompt' : '--append-system-prompt',
            order.system.text,
          ]
        : [],
      allow(order, ['--approval-mode', 'yolo']),
      deny(order, ['--approval-mode', 'plan']),
    ],
    lacks: ['maxCost', 'effort', 'thinkingBudget', 'mcpServers'],
  },
  asks: {
    ...acp(['qwen', '--acp'], [...always, 'maxCost', 'fork']),
    argv: order => [['qwen', '--acp'], put(['-m', '{}'], order.model)],
  },
}

const amp: RunWays = {
  alone: {
    dialect: 'claude-lines',
    argv: order => [
      order.session === undefined ? ['amp'] : ['amp', 'threads', 'continue', order.session],
      ['-x', '--stream-json', '--stream-json-thinking'],
      put(['-m', '{}'], order.model),
      allow(order, ['--dangerously-allow-all']),
    ],
    lacks: ['fork', 'system', 'maxTurns', 'maxCost', 'effort', 'thinkingBudget', 'mcpServers'],
  },
}

/** The run commands by agent name. Commands, flags and modes were tested with the versions in docs/runs.md. */
export const RUN_COMMANDS: Readonly<Partial<Record<string, RunWays>>> = {
  claude: claude(['claude']),
  amplihack: claude(['amplihack', 'claude'], ['--']),
  ...{ codex, gemini, opencode, copilot, qwen, amp },
}
