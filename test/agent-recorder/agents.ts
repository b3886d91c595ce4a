import { agentFiles, agentVariables } from '../lab/services/agent-homes.ts'
import type { RecordedAgent, Step } from './recorded-agent.ts'

const enter: Step = { key: 'Enter' }
/** The first screen asks whether to trust the folder, the next has the prompt. */
const TRUSTED = { start: 'waiting trust', 'start-2': 'idle' }
/** It starts with its prompt. */
const READY = { start: 'idle' }
const down: Step = { key: 'Down' }
/** Codex asks with choices only while it plans. */
const PLANS: readonly Step[] = [{ type: '/plan' }, enter]

const LATER_PLANS = Object.fromEntries(
  [
    ...['ask-deutsch', 'ask-japan', 'ask-nine', 'ask-left', 'tick-deutsch', 'several-flat'],
    ...['ask-french', 'ask-last', 'ask-two', 'tick-two'],
  ].map(name => [name, PLANS]),
)

/** One that pointAgents knows. */
function known(name: string, more: Omit<RecordedAgent, 'name' | 'home'>): RecordedAgent {
  return {
    name,
    home: url => ({ files: agentFiles(url)[name], env: agentVariables(url) }),
    ...more,
  }
}

/** The newest of these is installed from the npm registry. */
export const RECORDED_AGENTS: readonly RecordedAgent[] = [
  known('claude', {
    resume: ['--continue'],
    npm: '@anthropic-ai/claude-code',
    args: ['--permission-mode', 'default'],
    mcp: ['--mcp-config', '/home/dev/mcp.json'],
    before: { planned: [{ key: 'BTab' }, { key: 'BTab' }] },
    shows: { ...TRUSTED, limited: 'idle' },
    begin: [{ sees: /trust this folder/ }, down, enter, { sees: /^❯/m }],
  }),
  known('codex', {
    resume: ['resume', '--last'],
    npm: '@openai/codex',
    args: ['--no-daemon'],
    mcp: [
      '-c',
      'mcp_servers.notes.command="node"',
      '-c',
      'mcp_servers.notes.args=["/home/dev/mcp-server.mjs"]',
    ],
    before: {
      ask: PLANS,
      'ask-licence': PLANS,
      'ask-typed': PLANS,
      'tick-many': PLANS,
      ...LATER_PLANS,
    },
    shows: { ...TRUSTED, limited: 'idle' },
    begin: [{ sees: /Trust this folder|Do you trust|1\. Yes/ }, enter, { sees: /^›/m }],
  }),
  known('gemini', {
    resume: ['--resume', 'latest'],
    npm: '@google/gemini-cli',
    shows: TRUSTED,
    begin: [{ sees: /Do you trust/ }, enter, { sees: /Type your message/ }],
  }),
  known('opencode', {
    resume: ['--continue'],
    npm: 'opencode-ai',
    shows: READY,
    begin: [{ sees: /Ask anything/ }],
    stop: ['Escape', 'Escape'],
  }),
  known('qwen', {
    resume: ['--continue'],
    npm: '@qwen-code/qwen-code',
    args: ['--approval-mode', 'default'],
    shows: READY,
    begin: [{ sees: /Type your message|trust/ }],
  }),
  known('copilot', {
    resume: ['--continue'],
    npm: '@github/copilot',
    mcp: ['--additional-mcp-config', '@/home/dev/mcp-local.json'],
    shows: TRUSTED,
    begin: [{ sees: /trust the files|Do you trust/i }, enter, { sees: /^❯/m }],
    stop: ['Escape', 'Escape'],
  }),
  known('pi', {
    resume: ['--continue'],
    npm: '@earendil-works/pi-coding-agent',
    shows: READY,
    begin: [{ sees: /trust|m1/ }, enter],
  }),
  known('kimi', {
    resume: ['--continue'],
    npm: '@moonshot-ai/kimi-code',
    begin: [{ sees: /Trust this folder/ }, enter, { sees: /Welcome|input/ }],
    shows: TRUSTED,
  }),
  known('kilo', { npm: '@kilocode/cli', begin: [{ sees: /Ask anything/ }] }),
  known('cline', {
    npm: 'cline',
    args: ['--auto-approve', 'false'],
    shows: { start: 'waiting choice' },
    begin: [{ sees: /What can I do|ready/ }],
  }),
  known('letta', { npm: '@letta-ai/letta-code', begin: null }),
  known('grok', { npm: '@xai-official/grok', shows: READY, begin: [{ sees: /Type a message/ }] }),
  known('droid', { npm: 'droid', begin: null }),
  known('auggie', { npm: '@augmentcode/auggie', begin: null }),
  known('amp', { npm: '@sourcegraph/amp', begin: null }),
  known('continue', {
    npm: '@continuedev/cli',
    bin: 'cn',
    shows: READY,
    args: ['--config', '/home/dev/.continue/config.yaml'],
    begin: [{ sees: />|Ask/ }],
  }),
  known('codebuff', { npm: 'codebuff', begin: null }),
]
