import {
  conversationJson,
  dollars,
  minute,
} from '../../../state/conversations/conversation-text.ts'
import {
  type CostGroup,
  GROUPINGS,
  groupCosts,
  type HostConversation,
  totalCost,
} from '../../../state/conversations/cost-groups.ts'
import { sumOf } from '../../../state/conversations/draft.ts'
import { costOfConversation, PRICES_OF } from '../../../state/conversations/price.ts'
import type { KeptConversations } from '../../../state/model/agents/conversation.ts'
import { counted } from '../../../state/text/counted.ts'
import { orList } from '../../../state/text/word-list.ts'
import type { Call } from '../../command/command.ts'
import { exitOfAll } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { openHosts } from '../../recipients/host-selection.ts'
import { readQuery } from './conversation-query.ts'
import { failuresJson, type OnHost, onEach } from './on-hosts.ts'

/** Default number of conversations per host: for a list, and for adding up costs. */
const [LISTED, ADDED_UP] = [50, 1000]

const ESTIMATE = `Costs are estimates by the list prices of ${PRICES_OF}; a model without a list price has no cost.`

export async function listConversations(call: Call): Promise<number> {
  const all = await read(call, LISTED)
  const rows = rowsOf(all)
  if (call.flags.is('json')) {
    await call.print(
      toJson({
        conversations: rows.map(each => conversationJson(each.host, each.conversation)),
        ...tail(all),
      }),
    )
    return exitOfAll(all.map(({ failure }) => failure))
  }
  for (const line of table(TITLES, rows.map(listRow), call.terminal)) await call.print(line)
  sayNotes(call, all)
  for (const { host, value } of all) {
    const left = (value?.total ?? 0) - (value?.conversations.length ?? 0)
    if (left > 0)
      call.say(
        `${host}: ${left} older or empty ${left === 1 ? 'conversation is' : 'conversations are'} not shown; use --limit to show more.`,
      )
  }
  if (rows.length > 0) call.say(ESTIMATE)
  else if (all.some(({ value }) => value)) call.say('No conversations were found.')
  return exitOfAll(all.map(({ failure }) => failure))
}

export async function costConversations(call: Call): Promise<number> {
  const text = call.flags.text('by') ?? 'agent'
  const by = GROUPINGS.find(each => each === text)
  if (!by)
    throw usage(`Invalid value for --by: ${JSON.stringify(text)}.`, `Use ${orList(GROUPINGS)}.`)
  const all = await read(call, ADDED_UP)
  const rows = rowsOf(all)
  const groups = groupCosts(rows, by)
  const total = totalCost(rows)
  if (call.flags.is('json')) {
    await call.print(toJson({ by, groups, total, ...tail(all) }))
    return exitOfAll(all.map(({ failure }) => failure))
  }
  const titles = [by.toUpperCase(), ...COST_TITLES]
  const shown = groups.length > 1 ? [...groups, total] : groups
  for (const line of table(titles, shown.map(costRow), call.terminal)) await call.print(line)
  sayNotes(call, all)
  if (total.unpriced > 0)
    call.say(
      `The costs do not include ${counted(total.unpriced, 'conversation')} with a model whose price is not known.`,
    )
  if (rows.length > 0) call.say(ESTIMATE)
  else if (all.some(({ value }) => value)) call.say('No conversations were found.')
  return exitOfAll(all.map(({ failure }) => failure))
}

type All = readonly OnHost<KeptConversations>[]

async function read(call: Call, limit: number): Promise<All> {
  const opened = await openHosts(call)
  const query = readQuery(call, opened.fleet.store.getState().now, limit)
  return onEach(call, opened, agents => agents.conversations(query))
}

/** The conversations of all hosts, most recently used first. */
function rowsOf(all: All): readonly HostConversation[] {
  return all
    .flatMap(({ host, value }) =>
      (value?.conversations ?? []).map(conversation => ({ host, conversation })),
    )
    .toSorted((one, other) => (other.conversation.lastUsed ?? 0) - (one.conversation.lastUsed ?? 0))
}

/** The last JSON fields of both the conversation list and the cost report: date of the prices, hosts, failures. */
function tail(all: All) {
  const hosts = all.flatMap(({ host, value }) =>
    value
      ? [{ host, total: value.total, read: value.conversations.length, notes: value.notes }]
      : [],
  )
  return { prices: PRICES_OF, hosts, failures: failuresJson(all) }
}

function sayNotes(call: Call, all: All): void {
  for (const { host, value } of all)
    for (const note of value?.notes ?? []) call.say(`${host}: ${note}`)
}

const TITLES = [
  ...['HOST', 'AGENT', 'LAST USED', 'ID', 'MODEL', 'INPUT', 'CACHE READ', 'CACHE WRITE'],
  ...['OUTPUT', 'USD', 'DIRECTORY', 'TITLE'],
]

function listRow({ host, conversation }: HostConversation): string[] {
  const { agent, id, lastUsed, model, use, cwd, title } = conversation
  const { input, cacheRead, cacheWrite, output } = sumOf(use.map(({ tokens }) => tokens))
  const figures = use.length > 0 ? [input, cacheRead, cacheWrite, output].map(String) : NOTHING
  const cost = dollars(costOfConversation(conversation))
  return [
    ...[host, agent, minute(lastUsed), id, model ?? ''],
    ...[...figures, cost, cwd ?? '', title ?? ''],
  ]
}

const NOTHING = ['', '', '', '']

const COST_TITLES = ['CONVERSATIONS', 'INPUT', 'CACHE READ', 'CACHE WRITE', 'OUTPUT', 'USD']

function costRow({ name, conversations, tokens, cost }: CostGroup): string[] {
  const { input, cacheRead, cacheWrite, output } = tokens
  return [name, ...[conversations, input, cacheRead, cacheWrite, output].map(String), dollars(cost)]
}
