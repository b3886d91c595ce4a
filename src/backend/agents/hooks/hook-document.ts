import { editJson } from '../../files/json-edit.ts'
import { NotEditable, readJsonSection } from '../../mcp-servers/json-servers.ts'
import { type EventHook, isOurs } from './hook-events.ts'

/** The key in the JSON document whose value is an object of hooks, grouped by event. */
const KEY = 'hooks'

/**
 * Counts how many of these hooks the document contains. @throws NotEditable if the document has an unexpected
 * structure.
 */
export function countHooks(text: string, hooks: readonly EventHook[]): number {
  const events = readJsonSection(text, KEY)
  return hooks.filter(hook =>
    groupsOf(events[hook.event]).some(group => JSON.stringify(group) === written(hook)),
  ).length
}

/** Whether the document contains hooks that any version of fleetmux added. */
export function hasOurs(text: string): boolean {
  return Object.values(readJsonSection(text, KEY)).some(groups => groupsOf(groups).some(isOurGroup))
}

/** Adds these hooks after all others. @throws NotEditable if the document has an unexpected structure. */
export function addHooks(text: string, hooks: readonly EventHook[]): string {
  let next = removeHooks(text)
  for (const hook of hooks) {
    const before = readJsonSection(next, KEY)[hook.event]
    if (before !== undefined && !Array.isArray(before))
      throw new NotEditable(`hooks.${hook.event} in the file is not a list`)
    next = editJson(next, [KEY, hook.event, groupsOf(before).length], groupOf(hook))
  }
  return next
}

/**
 * Removes the hooks of fleetmux and keeps everything else. @throws NotEditable if the document has an unexpected
 * structure.
 */
export function removeHooks(text: string): string {
  let next = text.trim() === '' ? '{}\n' : plain(text)
  for (const event of Object.keys(readJsonSection(next, KEY))) {
    const groups = groupsOf(readJsonSection(next, KEY)[event])
    const kept = groups.filter(group => !isOurGroup(group))
    if (kept.length === groups.length) continue
    if (kept.length === 0) next = editJson(next, [KEY, event], undefined)
    else
      for (const at of [...groups.keys()].toReversed())
        if (isOurGroup(groups[at])) next = editJson(next, [KEY, event, at], undefined)
  }
  const isEmpty = Object.keys(readJsonSection(next, KEY)).length === 0
  return isEmpty ? editJson(next, [KEY], undefined) : next
}

/** The text of a new settings file (JSON) of the agent, with only these hooks. */
export function hookDocument(hooks: readonly EventHook[]): string {
  const events = Map.groupBy(hooks, ({ event }) => event)
  const lists = [...events].map(([event, all]) => [event, all.map(groupOf)])
  return `${JSON.stringify({ [KEY]: Object.fromEntries(lists) }, null, 2)}\n`
}

function groupOf({ matcher, command }: EventHook) {
  return { ...(matcher !== undefined && { matcher }), hooks: [{ type: 'command', command }] }
}

function written(hook: EventHook): string {
  return JSON.stringify(groupOf(hook))
}

function groupsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/**
 * Whether fleetmux added the group of hooks: all its commands must be fleetmux's, since the user may have added a
 * command to the group.
 */
function isOurGroup(group: unknown): boolean {
  if (typeof group !== 'object' || group === null || !('hooks' in group)) return false
  const { hooks } = group
  const commandOf = (hook: unknown) =>
    typeof hook === 'object' && hook !== null && 'command' in hook ? hook.command : null
  return Array.isArray(hooks) && hooks.length > 0 && hooks.every(hook => isOurs(commandOf(hook)))
}

/**
 * Returns the text if it is JSON without comments. @throws NotEditable if it has comments, which an edit could destroy.
 */
function plain(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new NotEditable(
      'the file is not plain JSON: an edit could lose its comments or trailing commas',
    )
  }
}
