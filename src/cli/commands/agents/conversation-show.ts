import {
  markdownLines,
  minute,
  plainLines,
  textJson,
} from '../../../state/conversations/conversation-text.ts'
import type {
  ConversationText,
  FoundConversations,
  Turn,
} from '../../../state/model/agents/conversation.ts'
import { FailureError, makeFailure, sentence } from '../../../state/model/failure.ts'
import { andList } from '../../../state/text/word-list.ts'
import type { Call } from '../../command/command.ts'
import { DONE, exitOfAll, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { safeJson, toJson } from '../../print/json.ts'
import { openHosts } from '../../recipients/host-selection.ts'
import { readAgents, readQuery } from './conversation-query.ts'
import { failuresJson, type OnHost, onEach } from './on-hosts.ts'

/** Number of characters shown before and after a match. */
const AROUND = 60

interface Found {
  readonly host: string
  readonly text: ConversationText
}

export async function showConversation(call: Call): Promise<number> {
  const { host, text } = await readOne(call)
  if (call.flags.is('json')) await call.print(toJson({ ...textJson(host, text) }))
  else for (const line of plainLines(host, text)) await call.print(line)
  return DONE
}

export async function exportConversation(call: Call): Promise<number> {
  const format = call.flags.text('format') ?? 'markdown'
  if (format !== 'json' && format !== 'markdown')
    throw usage(`Invalid value for --format: ${JSON.stringify(format)}.`, 'Use json or markdown.')
  const { host, text } = await readOne(call)
  if (format === 'json') await call.print(safeJson({ version: 1, ...textJson(host, text) }, 2))
  else for (const line of markdownLines(host, text)) await call.print(line)
  return DONE
}

export async function searchConversations(call: Call): Promise<number> {
  const [sought = ''] = call.args
  const opened = await openHosts(call)
  const query = readQuery(call, opened.fleet.store.getState().now, 1)
  const all = await onEach(call, opened, agents => agents.searchConversations(sought, query))
  const found = all.flatMap(({ host, value }) => (value?.found ?? []).map(text => ({ host, text })))
  if (call.flags.is('json')) await printJson(call, all, found)
  else for (const each of found) await printFound(call, each, sought)
  for (const { host, value } of all)
    for (const note of value?.notes ?? []) call.say(`${host}: ${note}`)
  const code = exitOfAll(all.map(({ failure }) => failure))
  return code === DONE && found.length === 0 ? FAILED : code
}

/** Finds the conversation on the selected hosts. @throws FailureError that names the hosts if several have it. */
async function readOne(call: Call): Promise<Found> {
  const [id = ''] = call.args
  const agents = readAgents(call)
  const opened = await openHosts(call)
  // Hosts without the conversation are not reported; other failures are printed below.
  const silent = { ...call, say: () => {} }
  const all = await onEach(silent, opened, host => host.conversation(id, agents))
  const found = all.flatMap(({ host, value }) => (value ? [{ host, text: value }] : []))
  const [only, ...others] = found
  for (const { failure } of only ? all : [])
    if (failure && failure.kind !== 'missing') call.say(`fleetmux: ${sentence(failure)}`)
  if (only && others.length === 0) return only
  if (only)
    throw usage(
      `The conversation ${id} is on ${andList(found.map(({ host }) => host))}.`,
      'Name one of these hosts with --on HOST.',
    )
  throw new FailureError(firstFailure(all, id))
}

/** The first failure other than `missing`. If there is none, the failure that no host has the conversation. */
function firstFailure(all: readonly OnHost<unknown>[], id: string) {
  const failures = all.flatMap(({ failure }) => failure ?? [])
  const what = `There is no conversation ${JSON.stringify(id)}.`
  const missing = makeFailure({
    kind: 'missing',
    host: all.map(({ host }) => host).join(', '),
    what,
    hint: '`fleetmux conversations list --on HOST` lists the conversations of a host.',
  })
  const only = failures.length === 1 ? failures[0] : failures.find(({ why }) => why)
  return failures.find(({ kind }) => kind !== 'missing') ?? only ?? missing
}

async function printJson(
  call: Call,
  all: readonly OnHost<FoundConversations>[],
  found: readonly Found[],
): Promise<void> {
  const conversations = found.map(({ host, text }) => textJson(host, text))
  await call.print(toJson({ conversations, failures: failuresJson(all) }))
}

/** Prints a line per match: host, agent, conversation, time, author, and the text around the match. */
async function printFound(call: Call, { host, text }: Found, sought: string): Promise<void> {
  const { agent, id } = text.conversation
  for (const turn of text.turns)
    await call.print([host, agent, id, minute(turn.at), turn.who, excerpt(turn, sought)].join('\t'))
}

function excerpt({ text }: Turn, sought: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(sought.toLowerCase()))
  const start = Math.max(0, at - AROUND)
  const end = at + sought.length + AROUND
  const piece = text.slice(start, end).replace(/\s+/g, ' ').trim()
  return `${start > 0 ? '…' : ''}${piece}${end < text.length ? '…' : ''}`.toWellFormed()
}
