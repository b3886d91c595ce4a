import { parseJson } from '../../../text/parse-json.ts'
import type { EventBody } from '../../event.ts'
import type { Outcome } from '../shared/calls.ts'
import {
  countAt,
  isObject,
  type Json,
  listAt,
  maybe,
  objectAt,
  textAt,
  wholeAt,
} from '../shared/json.ts'
import type { ClaudeAgent } from './claude-parts.ts'

/**
 * What a `tool_result` block tells of a call.
 * @param details `tool_use_result` of its line: what the tool itself says; only Claude has it
 */
export function toolOutcome(
  agent: ClaudeAgent,
  kind: string | undefined,
  block: unknown,
  details: unknown,
): { readonly outcome: Outcome; readonly images: readonly EventBody[] } {
  const content = objectAt(block).content
  const images = imagesIn(content)
  const output = outputOf(content)
  const failed = objectAt(block).is_error === true
  const error = failed ? errorOf(output) : undefined
  const more = extras(agent, kind, output, objectAt({ details }, 'details'), failed)
  return { outcome: { output, ...maybe('error', error), ...more }, images }
}

function extras(
  agent: ClaudeAgent,
  kind: string | undefined,
  output: unknown,
  details: Json,
  failed: boolean,
): Partial<Outcome> {
  if (kind === 'shell') return shell(agent, output, details, failed)
  if (kind === 'subagent') return subagent(output, details)
  const created = textAt(details, 'type') === 'create'
  return { created, ...maybe('diff', diffOf(details)) }
}

/** Claude says only of a command that has failed how it ended; of other agents' commands nothing may be supposed. */
function shell(
  agent: ClaudeAgent,
  output: unknown,
  details: Json,
  failed: boolean,
): Partial<Outcome> {
  const text = typeof output === 'string' ? output : ''
  if (agent === 'amp') return ampShell(text)
  const told = textAt(details, 'stdout')
  const stderr = maybe('stderr', textAt(details, 'stderr'))
  if (failed) return failedShell(text)
  if (agent === 'qwen') return { stdout: text }
  const ended = details.interrupted !== true && !runsOn(details) && !interpreted(details)
  return { stdout: told ?? text, ...stderr, ...(ended && { exitCode: 0 }) }
}

/** "Exit code 3", then what it wrote. Without that line it did not run, or did not end by itself. */
function failedShell(text: string): Partial<Outcome> {
  const found = /^Exit code (\d{1,3})(?:\n|$)/.exec(text)
  return found ? { exitCode: Number(found[1]), stdout: text.slice(found[0].length) } : {}
}

/** `{"output": …, "exitCode": …}` as a text. */
function ampShell(text: string): Partial<Outcome> {
  const told = parseJson(text)
  const exitCode = wholeAt(told, 'exitCode')
  return { stdout: textAt(told, 'output') ?? text, ...maybe('exitCode', exitCode) }
}

/** A command that was left at work has not ended. */
function runsOn(details: Json): boolean {
  return textAt(details, 'backgroundTaskId') !== undefined
}

/** Claude takes some exit codes for no failure (grep: 1) and then tells their meaning, not the number. */
function interpreted(details: Json): boolean {
  return textAt(details, 'returnCodeInterpretation') !== undefined
}

function subagent(output: unknown, details: Json): Partial<Outcome> {
  const later = details.isAsync === true || textAt(details, 'status') === 'async_launched'
  return { later, ...(typeof output === 'string' && { summary: output }) }
}

/** A unified diff of what Claude says that it has changed. */
function diffOf(details: Json): string | undefined {
  const path = textAt(details, 'filePath') ?? 'file'
  const hunks = listAt(details, 'structuredPatch').flatMap(hunk)
  return hunks.length > 0 ? [`--- ${path}`, `+++ ${path}`, ...hunks].join('\n') : undefined
}

function hunk(value: unknown): string[] {
  const count = (name: string) => countAt(value, name) ?? 0
  const lines = listAt(value, 'lines').filter(line => typeof line === 'string')
  if (lines.length === 0) return []
  const before = `${count('oldStart')},${count('oldLines')}`
  return [`@@ -${before} +${count('newStart')},${count('newLines')} @@`, ...lines]
}

function errorOf(output: unknown): string {
  return typeof output === 'string' ? output : JSON.stringify(output ?? null)
}

/** A text where it is made of texts; pictures are told apart and only named. */
function outputOf(content: unknown): unknown {
  if (!Array.isArray(content)) return content ?? ''
  const texts = content.map(textOf)
  return texts.every(text => text !== undefined) ? texts.join('\n') : content
}

function textOf(block: unknown): string | undefined {
  const type = textAt(block, 'type')
  return type === 'image' ? '(image)' : type === 'text' ? textAt(block, 'text') : undefined
}

function imagesIn(content: unknown): EventBody[] {
  return (Array.isArray(content) ? content : []).flatMap((block): EventBody[] => {
    const mimeType = textAt(block, 'source', 'media_type')
    if (!isObject(block) || block.type !== 'image' || mimeType === undefined) return []
    return [{ type: 'image_output', mimeType, ...maybe('base64', textAt(block, 'source', 'data')) }]
  })
}
