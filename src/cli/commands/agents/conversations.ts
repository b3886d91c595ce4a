import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'
import { HOST_FLAG } from '../../recipients/host-selection.ts'
import { costConversations, listConversations } from './conversation-list.ts'
import { exportConversation, searchConversations, showConversation } from './conversation-show.ts'

/** One sub-command of `conversations`. */
interface SubCommand {
  readonly usage: string
  readonly summary: string
  readonly flags: readonly string[]
  /** Number of arguments after the sub-command: ID or TEXT. */
  readonly takes: 0 | 1
  readonly run: (call: Call) => Promise<number>
}

const WHERE = ['on', 'agent', 'since', 'limit', 'json']

const SUB_COMMANDS: Readonly<Record<string, SubCommand>> = {
  list: {
    usage: '[--on HOST]... [--agent A]... [--since WHEN] [--limit N] [--json]',
    summary: 'List stored conversations, last used first',
    flags: WHERE,
    takes: 0,
    run: listConversations,
  },
  show: {
    usage: 'ID [--on HOST]... [--agent A]... [--json]',
    summary: 'Print one conversation as plain text, each tool call on one line',
    flags: ['on', 'agent', 'json'],
    takes: 1,
    run: showConversation,
  },
  search: {
    usage: 'TEXT [--on HOST]... [--agent A]... [--since WHEN] [--json]',
    summary: 'Find a text in conversations, ignoring case',
    flags: ['on', 'agent', 'since', 'json'],
    takes: 1,
    run: searchConversations,
  },
  export: {
    usage: 'ID [--format json|markdown] [--on HOST]... [--agent A]...',
    summary: 'Print one conversation as JSON or Markdown',
    flags: ['on', 'agent', 'format'],
    takes: 1,
    run: exportConversation,
  },
  cost: {
    usage:
      '[--by session|day|host|model|agent] [--on HOST]... [--agent A]... [--since WHEN] [--json]',
    summary: 'Sum up tokens, and estimate their cost',
    flags: [...WHERE, 'by'],
    takes: 0,
    run: costConversations,
  },
}

export const conversations: Command = {
  name: 'conversations',
  usage:
    '[list|show|search|export|cost] [ID|TEXT] [--on HOST]... [--agent A]... [--since WHEN] [--json]',
  summary: 'List, read, search and sum up the conversations that agents have stored on hosts',
  details: `
Conversations are read from the agents' own files on each host (claude, codex, gemini, copilot, qwen) and from
OpenCode's database. Nothing is installed there and no agent is started, except OpenCode if sqlite3 is missing. Amp stores
conversations on its server. Costs in USD are estimates from dated list prices; models without a price have none. ID
may be abbreviated. WHEN is a day (2026-11-01) or an age (30m, 12h, 7d). Exit: 0 done, 1 failed or nothing found,
2 usage error, 3 no such conversation, 4 failed on some of several hosts.`,
  examples: [
    ['conversations', 'List the conversations on this machine'],
    ["conversations list --on 'host=*' --since 7d", 'On all hosts, in the last week'],
    ['conversations show 4f2a91c0 --on gpu1', 'Print one conversation'],
    [
      'conversations search "race condition" --on gpu1',
      'Find conversations that contain this text',
    ],
    ['conversations export 4f2a91c0 --format markdown', 'Print one conversation as Markdown'],
    [
      "conversations cost --by model --on 'tag=ci' --since 30d",
      'Tokens and estimated cost of the last 30 days',
    ],
  ],
  flags: {
    on: HOST_FLAG,
    agent: { kind: 'list', about: 'Only this agent; may be repeated' },
    since: {
      kind: 'text',
      about: 'list, search, cost: only conversations used since this day or within this time',
    },
    limit: {
      kind: 'text',
      about: 'list, cost: number of newest conversations per host (50; cost 1000)',
    },
    by: { kind: 'text', about: 'cost: group by session, day, host, model or agent (default)' },
    format: { kind: 'text', about: 'export: json or markdown (default)' },
    json: { kind: 'switch', about: 'list, show, search, cost: JSON (docs/agents-on-hosts.md)' },
  },
  takes: [0, 2],
  first: Object.keys(SUB_COMMANDS),
  text: true,
  helpFor,
  run: call => find(call).run({ ...call, args: call.args.slice(1) }),
}

function find({ args: [what = 'list', ...rest], flags }: Call): SubCommand {
  const sub = Object.hasOwn(SUB_COMMANDS, what) ? SUB_COMMANDS[what] : undefined
  if (!sub) throw unknownSubCommand('conversations', what, Object.keys(SUB_COMMANDS))
  const written = `Write \`fleetmux conversations ${what} ${sub.usage}\`.`
  if (rest.length !== sub.takes || rest[0]?.trim() === '') {
    const wants = sub.takes === 0 ? 'takes no more arguments' : `needs ${sub.usage.split(' ')[0]}`
    throw usage(`conversations ${what} ${wants}.`, written)
  }
  const other = Object.keys(conversations.flags).find(
    name => flags.has(name) && !sub.flags.includes(name),
  )
  if (other) throw usage(`conversations ${what} takes no --${other}.`, written)
  return sub
}

function helpFor([what = '']: readonly string[]): Command {
  const sub = Object.hasOwn(SUB_COMMANDS, what) ? SUB_COMMANDS[what] : undefined
  if (!sub) return conversations
  const { details: _, ...rest } = conversations
  const own = conversations.examples.filter(([line]) => line.split(' ')[1] === what)
  return {
    ...rest,
    name: `conversations ${what}`,
    usage: sub.usage,
    summary: sub.summary,
    examples: own,
    flags: Object.fromEntries(
      Object.entries(conversations.flags).filter(([name]) => sub.flags.includes(name)),
    ),
  }
}
