import { parseJson } from '../../../text/parse-json.ts'
import type { EventBody } from '../../event.ts'
import type { Outcome } from '../shared/calls.ts'
import {
  countAt,
  ifDefined,
  isObject,
  type Json,
  listAt,
  objectAt,
  textAt,
  wholeAt,
} from '../shared/json.ts'
import type { ClaudeAgent } from './claude-parts.ts'

/**
 * The outcome of a call from its `tool_result` block.
 * @param details `tool_use_result` of its line: the tool's own data, which only Claude reports
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
  return { outcome: { output, ...ifDefined('error', error), ...more }, images }
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
  return { created, ...ifDefined('diff', diffOf(details)) }
}

/**
 * The outcome of a shell command. Claude reports exit codes only of failed commands, so a completed command gets exit
 * code 0. For other agents, no exit code is assumed.
 */
function shell(
  agent: ClaudeAgent,
  output: unknown,
  details: Json,
  failed: boolean,
): Partial<Outcome> {
  const text = typeof output === 'string' ? output : ''
  if (agent === 'amp') return ampShell(text)
  const told = textAt(details, 'stdout')
  const stderr = ifDefined('stderr', textAt(details, 'stderr'))
  if (failed) return failedShell(text)
  if (agent === 'qwen') return { stdout: text }
  const ended = details.interrupted !== true && !runsOn(details) && !interpreted(details)
  return { stdout: told ?? text, ...stderr, ...(ended && { exitCode: 0 }) }
}

/** Parses `Exit code 3` and the output after it. Without this line, the command did not run or was killed. */
function failedShell(text: string): Partial<Outcome> {
  const found = /^Exit code (\d{1,3})(?:\n|$)/.exec(text)
  return found ? { exitCode: Number(found[1]), stdout: text.slice(found[0].length) } : {}
}

/** Parses Amp's text `{"output": …, "exitCode": …}`. */
function ampShell(text: string): Partial<Outcome> {
  const told = parseJson(text)
  const exitCode = wholeAt(told, 'exitCode')
  return { stdout: textAt(told, 'output') ?? text, ...ifDefined('exitCode', exitCode) }
}

/** Whether the command continues in the background. */
function runsOn(details: Json): boolean {
  return textAt(details, 'backgroundTaskId') !== undefined
}

/** Whether Claude reports the meaning of an exit code, not its number, because the code is not a failure (grep: 1). */
function interpreted(details: Json): boolean {
  return textAt(details, 'returnCodeInterpretation') !== undefined
}

function subagent(output: unknown, details: Json): Partial<Outcome> {
  const later = details.isAsync === true || textAt(details, 'status') === 'async_launched'
  return { later, ...(typeof output === 'string' && { summary: output }) }
}

/** A unified diff of the change that Claude reports. */
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

/** The content as text if it has only texts and images. Images become separate events. */
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
    return [
      { type: 'image_output', mimeType, ...ifDefined('base64', textAt(block, 'source', 'data')) },
    ]
  })
}
