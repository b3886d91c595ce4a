import { editJson } from '../../files/json-edit.ts'
import { NotEditable, readJsonServers } from '../../mcp-servers/json-servers.ts'
import { type EventHook, isOurs } from './hook-files.ts'

/** The key of a document under which its hooks are, by event. */
const KEY = 'hooks'

/** How many of these stand in the document. @throws NotEditable where it is no such document. */
export function countHooks(text: string, hooks: readonly EventHook[]): number {
  const events = readJsonServers(text, KEY)
  return hooks.filter(hook =>
    groupsOf(events[hook.event]).some(group => JSON.stringify(group) === written(hook)),
  ).length
}

/** Whether any of ours stands there, of this version or of another. */
export function hasOurs(text: string): boolean {
  return Object.values(readJsonServers(text, KEY)).some(groups => groupsOf(groups).some(isOurGroup))
}

/** The document with these hooks behind whatever else it has. @throws NotEditable */
export function addHooks(text: string, hooks: readonly EventHook[]): string {
  let next = removeHooks(text)
  for (const hook of hooks) {
    const before = readJsonServers(next, KEY)[hook.event]
    if (before !== undefined && !Array.isArray(before))
      throw new NotEditable(`hooks.${hook.event} in it is no list`)
    next = editJson(next, [KEY, hook.event, groupsOf(before).length], groupOf(hook))
  }
  return next
}

/** The document without hooks of fleetmux; the rest stays as it was written. @throws NotEditable */
export function removeHooks(text: string): string {
  let next = text.trim() === '' ? '{}\n' : plain(text)
  for (const event of Object.keys(readJsonServers(next, KEY))) {
    const groups = groupsOf(readJsonServers(next, KEY)[event])
    const kept = groups.filter(group => !isOurGroup(group))
    if (kept.length === groups.length) continue
    if (kept.length === 0) next = editJson(next, [KEY, event], undefined)
    else
      for (const at of [...groups.keys()].toReversed())
        if (isOurGroup(groups[at])) next = editJson(next, [KEY, event, at], undefined)
  }
  const isEmpty = Object.keys(readJsonServers(next, KEY)).length === 0
  return isEmpty ? editJson(next, [KEY], undefined) : next
}

/** All of them as a document of their own. */
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

/** A group in which a person has put a command of their own beside ours is theirs. */
function isOurGroup(group: unknown): boolean {
  if (typeof group !== 'object' || group === null || !('hooks' in group)) return false
  const { hooks } = group
  const commandOf = (hook: unknown) =>
    typeof hook === 'object' && hook !== null && 'command' in hook ? hook.command : null
  return Array.isArray(hooks) && hooks.length > 0 && hooks.every(hook => isOurs(commandOf(hook)))
}

/** Comments would not survive every edit: such a file is left alone. */
function plain(text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new NotEditable('it is no plain JSON: comments or commas too many could be lost')
  }
}
