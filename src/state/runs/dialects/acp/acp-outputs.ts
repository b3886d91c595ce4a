import type { EventBody } from '../../event.ts'
import { compact } from '../shared/debug-line.ts'
import { ifDefined, isObject, type Json, listAt, numberAt, textAt } from '../shared/json.ts'
import type { AcpAgent } from './acp-agents.ts'

/** A change of a file, as reported by an agent. */
export interface AcpDiff {
  readonly path: string
  /** The text before the change; null: the file did not exist. */
  readonly before: string | null
  readonly after: string
  readonly kind: string | undefined
}

/** The text in a tool's content, without a surrounding code fence. */
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

/** A command's output so far, without Copilot's last line; undefined if the agent does not report partial output. */
export function acpGrownOutput(update: Json, agent: AcpAgent): string | undefined {
  if (agent.growingContent !== true) return undefined
  const text = acpContentText(update)
  return text === '' ? undefined : text.replace(/<shellId: [^>\n]*>$/, '')
}

/** A command's complete output, which is reported at its end. */
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

/** The result of a tool. `printed`: the command's output, used if the last update contains no result. */
export function acpResult(update: Json, printed: string): unknown {
  return update['rawOutput'] ?? (acpContentText(update) || printed || null)
}

export function acpError(update: Json, printed: string): string {
  const raw = update['rawOutput']
  const told = typeof raw === 'string' ? raw : textAt(raw, 'error')
  return told || acpContentText(update) || printed || (raw === undefined ? 'failed' : compact(raw))
}

/** Events for the changes of files by a tool. */
export function acpDiffEvents(diffs: readonly AcpDiff[]): EventBody[] {
  return diffs.map(diff => {
    const { path, before, after, kind } = diff
    if (kind === 'delete') return { type: 'file_delete', path }
    const byteCount = new TextEncoder().encode(after).length
    if (before === null || kind === 'add') return { type: 'file_create', path, byteCount }
    // An empty `before` may mean an empty file or no file: not all agents distinguish them.
    if (before === '') return { type: 'file_write', path, byteCount }
    return { type: 'file_patch', path, ...ifDefined('diff', diffOf(diff)) }
  })
}

/** Maximum size of a change that is shown as a diff, in characters. */
const LONGEST_DIFF = 100_000

/** The change as a diff without line numbers, which are unknown. */
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
