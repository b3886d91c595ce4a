import type { EventBody } from '../../event.ts'
import { ifDefined, isObject, type Json, listAt, textAt } from '../shared/json.ts'

/** Events for the changes of files by a patch. `codex exec` reports no diff. */
export function codexFileEvents(item: Json): EventBody[] {
  return listAt(item, 'changes').filter(isObject).flatMap(changeEvents)
}

function changeEvents(change: Json): EventBody[] {
  const path = textAt(change, 'path')
  if (path === undefined) return []
  const kind = textAt(change, 'kind', 'type') ?? textAt(change, 'kind')
  const diff = textAt(change, 'diff')
  if (kind === 'add')
    return [{ type: 'file_create', path, ...ifDefined('byteCount', bytesOf(diff)) }]
  if (kind === 'delete') return [{ type: 'file_delete', path }]
  const moved = textAt(change, 'kind', 'move_path') ?? textAt(change, 'kind', 'movePath')
  const patch: EventBody = { type: 'file_patch', path: moved ?? path, ...ifDefined('diff', diff) }
  return moved === undefined ? [patch] : [{ type: 'file_delete', path }, patch]
}

/** The size of a new file: its diff is the content of the file. */
function bytesOf(content: string | undefined): number | undefined {
  return content === undefined ? undefined : new TextEncoder().encode(content).length
}

/** Events for an image that the agent has generated or read. */
export function codexImageEvents(item: Json): EventBody[] {
  const path = textAt(item, 'path')
  if (path !== undefined) return [{ type: 'file_read', path }]
  const filePath = textAt(item, 'savedPath')
  if (filePath === undefined) return []
  const ending = /\.([a-z]+)$/i.exec(filePath)?.[1]?.toLowerCase() ?? 'png'
  return [
    { type: 'image_output', mimeType: `image/${ending === 'jpg' ? 'jpeg' : ending}`, filePath },
  ]
}
