import type {
  Conversation,
  ConversationAgent,
  ConversationText,
} from '../model/agents/conversation.ts'
import { parseLine } from '../text/json-line.ts'
import { type Draft, newDraft, type Origin, toConversation } from './draft.ts'
import { readClaude } from './read-claude.ts'
import { readCodex } from './read-codex.ts'
import { readCopilot } from './read-copilot.ts'
import { readGemini } from './read-gemini.ts'
import { readOpencodeExport, readOpencodeRows } from './read-opencode.ts'
import { readQwen } from './read-qwen.ts'

type FileKeeper = Exclude<ConversationAgent, 'opencode'>

const READERS: Readonly<Record<FileKeeper, (draft: Draft, records: Iterable<unknown>) => void>> = {
  claude: readClaude,
  codex: readCodex,
  gemini: readGemini,
  copilot: readCopilot,
  qwen: readQwen,
}

/** A conversation file that an agent has stored, read completely or in part. */
export interface KeptFile extends Origin {
  readonly agent: FileKeeper
  readonly text: string
}

/** Reads the conversation in a file; null: the file has none, for example before the first prompt. */
export function readConversation(file: KeptFile, withText: boolean): ConversationText | null {
  const draft = newDraft(withText)
  READERS[file.agent](draft, records(file.text))
  const isEmpty = draft.title === null && draft.use.size === 0
  return isEmpty ? null : { conversation: toConversation(draft, file), turns: draft.turns }
}

function* records(text: string): Generator<unknown> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    const record = parseLine(text.slice(start, stop))
    if (record !== null) yield record
    start = stop + 1
  }
}

/** Reads the output of `opencode export`; null: the output is not a session. */
export function readExport(document: unknown, id: string): ConversationText | null {
  const draft = newDraft(true)
  readOpencodeExport(draft, document)
  if (draft.id === null) return null
  return { conversation: toConversation(draft, opencode(id)), turns: draft.turns }
}

/** Reads rows of OpenCode's database or of its session list. */
export function readRows(rows: readonly unknown[]): readonly Conversation[] {
  return readOpencodeRows(rows).map(draft => toConversation(draft, opencode(draft.id ?? '')))
}

function opencode(id: string): Origin {
  return { agent: 'opencode', id, cwd: null, modified: null, whole: true, file: null }
}
