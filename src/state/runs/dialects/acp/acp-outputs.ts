import type { EventBody } from '../../event.ts'
import { compact } from '../shared/debug-line.ts'
import { isObject, type Json, listAt, maybe, numberAt, textAt } from '../shared/json.ts'
import type { AcpAgent } from './acp-agents.ts'

/** A change of a file, as an agent tells it. */
export interface AcpDiff {
  readonly path: string
  /** null: there was no such file. */
  readonly before: string | null
  readonly after: string
  readonly kind: string | undefined
}

/** The text in a tool's content, without the fence that some put around it. */
function acpContentText(update: Json): string {
  const texts = listAt(update, 'content').map(each => textAt(each, 'content', 'text'))
  const text = texts.filter(each => each !== undefined).join('\n')
  return /^```[a-z]*\n([\s\S]*?)\n?```$/.exec(text)?.[1] ?? text
}

export function acpDiffs(update: Json): readonly AcpDiff[] {
  return listAt(update, 'content').flatMap(each => {
    const path = textAt(each, 'path')
    if (path === undefined || textAt(each, 'type') !== 'diff') return []
    const before = textAt(each, 'oldText') ?? null
    const after = textAt(each, 'newText') ?? ''
    return [{ path, before, after, kind: textAt(each, '_meta', 'kind') }]
  })
}

/** All that a command has printed by now, where its output is told so; Copilot ends it with a line of its own. */
export function acpGrownOutput(update: Json, agent: AcpAgent): string | undefined {
  if (agent.growingContent !== true) return undefined
  const text = acpContentText(update)
  return text === '' ? undefined : text.replace(/<shellId: [^>\n]*>$/, '')
}

/** All that a command has printed, told at its end. */
export function acpWholeOutput(update: Json): string | undefined {
  const raw = textAt(update, 'rawOutput')
  return (
    textAt(update, 'rawOutput', 'metadata', 'output') ??
    textAt(update, 'rawOutput', 'output') ??
    raw?.replace(/^Exit code -?\d+\n?/, '')
  )
}

export function acpExitCode(update: Json, agent: AcpAgent): number | undefined {
  const ends = listAt(update, 'rawOutput', 'contents').filter(isObject)
  const told =
    numberAt(update, '_meta', 'terminal_exit', 'exit_code') ??
    numberAt(update, 'rawOutput', 'exitCode') ??
    numberAt(update, 'rawOutput', 'metadata', 'exit') ??
    ends.map(end => numberAt(end, 'exitCode')).find(code => code !== undefined)
  if (told !== undefined) return Number.isSafeInteger(told) ? told : undefined
  if (agent.tellsFailuresAlone !== true) return undefined
  const failed = /^Exit code (-?\d{1,9})\b/.exec(textAt(update, 'rawOutput') ?? '')?.[1]
  if (failed !== undefined) return Number(failed)
  return textAt(update, 'status') === 'completed' ? 0 : undefined
}

/** `printed`: by its command, where the end itself has nothing. */
export function acpResult(update: Json, printed: string): unknown {
  return update['rawOutput'] ?? (acpContentText(update) || printed || null)
}

export function acpError(update: Json, printed: string): string {
  const raw = update['rawOutput']
  const told = typeof raw === 'string' ? raw : textAt(raw, 'error')
  return told || acpContentText(update) || printed || (raw === undefined ? 'failed' : compact(raw))
}

/** What a tool has done to a file. */
export function acpDiffEvents(diffs: readonly AcpDiff[]): EventBody[] {
  return diffs.map(diff => {
    const { path, before, after, kind } = diff
    if (kind === 'delete') return { type: 'file_delete', path }
    const byteCount = new TextEncoder().encode(after).length
    if (before === null || kind === 'add') return { type: 'file_create', path, byteCount }
    // An empty text before is an empty file, or none: not all agents tell.
    if (before === '') return { type: 'file_write', path, byteCount }
    return { type: 'file_patch', path, ...maybe('diff', diffOf(diff)) }
  })
}

/** Characters of a change that is shown as a diff. */
const LONGEST_DIFF = 100_000

/** Where the change stands in the file is not told. */
function diffOf({ path, before, after }: AcpDiff): string | undefined {
  if ((before?.length ?? 0) + after.length > LONGEST_DIFF) return undefined
  const mark = (text: string, sign: string) =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map(line => `${sign}${line}`)
  const lines = [`--- ${path}`, `+++ ${path}`, ...mark(before ?? '', '-'), ...mark(after, '+')]
  return `${lines.join('\n')}\n`
}
