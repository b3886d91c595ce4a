import type { FileEditor } from '../model/files-screen.ts'
import type { View } from '../model/view.ts'
import { inside, screenArea } from '../view/layout.ts'
import { cellsAt } from './edited-line.ts'

type Size = Pick<View, 'columns' | 'rows'>

/** Number of cells that stay visible beside the cursor when a long line scrolls. */
const BESIDE = 8

/** The space for the text: its rows, its columns, and the digits of the line numbers before it. */
export function editorArea(view: Size, { history }: FileEditor) {
  const { width, height } = inside(screenArea(view))
  const digits = Math.max(4, String(history.block.lines.length).length)
  return { rows: Math.max(1, height), columns: Math.max(4, width - digits - 3), digits }
}

/** Scrolls as little as possible, so that the cursor is visible. */
export function keepInView(editor: FileEditor, view: Size): FileEditor {
  const { rows, columns } = editorArea(view, editor)
  const { lines, row, column } = editor.history.block
  const top = Math.max(row - rows + 1, Math.min(editor.top, row))
  const { from, to } = cellsAt(lines[row] ?? '', column)
  const beside = Math.min(BESIDE, columns >> 2)
  let { left } = editor
  if (from < left) left = to + beside <= columns ? 0 : from - beside
  if (to > left + columns) left = to - columns + beside
  return { ...editor, top, left }
}
