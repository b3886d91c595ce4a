import {
  readConversation,
  readExport,
  readRows,
} from '../../state/conversations/read-conversation.ts'
import {
  CONVERSATION_AGENTS,
  type Conversation,
  type ConversationAgent,
  type ConversationQuery,
  type ConversationText,
  type FoundConversations,
  type KeptConversations,
} from '../../state/model/agents/conversation.ts'
import { FailureError } from '../../state/model/failure.ts'
import { type Clean, clean, says } from '../../state/text/clean.ts'
import { parseLine } from '../../state/text/json-line.ts'
import type { Transport } from '../transport/transport.ts'
import { askKept, BYTES_EACH, type KeptAnswer, type KeptPart, type KeptQuery } from './kept.ts'

/**
 * Maximum number of conversations per host that a search reads: the newest ones that contain the searched text. A note
 * says that there may be more.
 */
const MOST_SEARCHED = 100
/** Maximum conversations to read if only a part of the id is given. */
const MOST_ALIKE = 5

/** The newest conversations stored by agents on a host. @throws FailureError if the host cannot be queried. */
export async function listConversations(
  transport: Transport,
  { agents, since, limit }: ConversationQuery,
): Promise<KeptConversations> {
  const asked = { agents, since: seconds(since), most: limit, wanted: '' }
  const answer = await askKept(transport, { mode: 'list', ...asked })
  const all = answer.parts.flatMap(part => conversationsIn(part, 'list'))
  const conversations = all
    .filter(({ lastUsed }) => since === null || (lastUsed ?? 0) >= since)
    .toSorted(newestFirst)
    .slice(0, limit)
  return { conversations, total: Math.max(countIn(answer), all.length), notes: notesIn(answer) }
}

/** One conversation with its text. @throws FailureError unless exactly one conversation matches the id. */
export async function readOne(
  transport: Transport,
  id: string,
  agents: readonly ConversationAgent[],
): Promise<ConversationText> {
  const answer = await askKept(transport, { ...query('one', agents, id), most: MOST_ALIKE })
  const found = answer.parts.flatMap(part => textsIn(part, 'one'))
  const fitting = found.filter(({ conversation }) => conversation.id.includes(id))
  const exact = fitting.filter(({ conversation }) => conversation.id === id)
  const [only, ...others] = exact.length > 0 ? exact : fitting
  if (only && others.length === 0) return only
  throw new FailureError(
    only ? several(transport.host, id, fitting) : none(transport.host, id, answer),
  )
}

/** Conversations that contain this text, with only the entries (prompts, answers, tool calls) that contain it. */
export async function searchConversations(
  transport: Transport,
  text: string,
  { agents, since }: ConversationQuery,
): Promise<FoundConversations> {
  // The text as JSON escapes it, because conversations are stored as lines of JSON.
  const written = JSON.stringify(text).slice(1, -1)
  const asked = { ...query('search', agents, written), since: seconds(since), most: MOST_SEARCHED }
  const answer = await askKept(transport, asked)
  const sought = text.toLowerCase()
  const found = answer.parts
    .flatMap(part => textsIn(part, 'search'))
    .map(each => ({
      ...each,
      turns: each.turns.filter(turn => turn.text.toLowerCase().includes(sought)),
    }))
  const count = answer.parts.filter(({ kind }) => kind === 'file').length
  const limit = says`only the newest ${String(MOST_SEARCHED)} conversations with this text were read; there may be older ones`
  const notes = count < MOST_SEARCHED ? notesIn(answer) : [...notesIn(answer), limit]
  return { found: found.filter(({ turns }) => turns.length > 0), notes }
}

function query(mode: KeptQuery['mode'], agents: readonly ConversationAgent[], wanted: string) {
  return { mode, agents, wanted, since: 0 }
}

function seconds(since: number | null): number {
  return since === null ? 0 : Math.floor(since / 1000)
}

function newestFirst(one: Conversation, other: Conversation): number {
  return (other.lastUsed ?? 0) - (one.lastUsed ?? 0)
}

function conversationsIn(part: KeptPart, mode: KeptQuery['mode']): readonly Conversation[] {
  if (part.kind === 'rows' || part.kind === 'sessions') return readRows(parseList(part.body))
  return textsIn(part, mode).map(({ conversation }) => conversation)
}

function textsIn(part: KeptPart, mode: KeptQuery['mode']): readonly ConversationText[] {
  const text = part.kind === 'export' ? exportIn(part) : fileIn(part, mode)
  return text ? [text] : []
}

function exportIn({ body }: KeptPart): ConversationText | null {
  // Some versions of opencode print a message before the JSON of `opencode export`.
  return readExport(parseLine(body.slice(Math.max(0, body.indexOf('{'))), BYTES_EACH.one), '')
}

function parseList(body: string): readonly unknown[] {
  const list = parseLine(body.trim(), BYTES_EACH.list)
  return Array.isArray(list) ? list : []
}

function fileIn({ kind, words, body }: KeptPart, mode: KeptQuery['mode']): ConversationText | null {
  const [name = '', modified = ''] = words
  const agent = CONVERSATION_AGENTS.find(each => each === name)
  if (kind !== 'file' || !agent || agent === 'opencode') return null
  const [path = '', directory = ''] = body.split('\n', 2)
  const text = body.slice(path.length + directory.length + 2)
  return readConversation(
    {
      agent,
      text,
      id: idOf(path),
      cwd: directory === '' ? null : directory,
      modified: /^\d{1,12}$/.test(modified) ? Number(modified) * 1000 : null,
      whole: Buffer.byteLength(text) < BYTES_EACH[mode],
      file: path,
    },
    mode !== 'list',
  )
}

/**
 * The id in a conversation's path: the file name, or the directory's name if the agent gives all its files the same
 * name.
 */
function idOf(path: string): string {
  const [directory = '', file = ''] = path.split('/').slice(-2)
  return file === 'events.jsonl' ? directory : file.replace(/\.jsonl?$/, '')
}

function countIn({ parts }: KeptAnswer): number {
  const [count = ''] = parts.find(({ kind }) => kind === 'count')?.words ?? []
  return /^\d{1,9}$/.test(count) ? Number(count) : 0
}

function notesIn({ parts, whole }: KeptAnswer): readonly Clean[] {
  const said = parts
    .filter(({ kind }) => kind === 'note')
    .map(({ words }) => clean(words.join(' ')))
  return whole
    ? said
    : [
        ...said,
        says`the host has more conversations than fleetmux reads at once: narrow them with --since or --limit`,
      ]
}

function none(host: string, id: string, answer: KeptAnswer) {
  const [note] = notesIn(answer)
  return {
    kind: 'missing' as const,
    host,
    what: `There is no conversation ${JSON.stringify(id)}.`,
    ...(note && { why: note }),
    hint: `\`fleetmux conversations list --on ${host}\` lists the conversations.`,
  }
}

function several(host: string, id: string, all: readonly ConversationText[]) {
  const ids = all.map(({ conversation }) => conversation.id).join(', ')
  const what = `The ids of several conversations contain ${JSON.stringify(id)}.`
  return { kind: 'usage' as const, host, what, why: ids, hint: 'Write the whole id.' }
}
