import { memo } from 'react'
import { cut } from '../../state/text/text.ts'
import type { FileEditor } from '../model/files-screen.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { screenArea } from '../view/layout.ts'
import { editedLine } from './edited-line.ts'
import { editorArea, keepInView } from './editor-area.ts'
import { isChanged } from './save-edit.ts'

/** The editor of a text file: line numbers, the visible part of each line, and the cursor as an inverse cell. */
export function FileEditorView({ editor }: { readonly editor: FileEditor }) {
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const area = screenArea({ columns, rows })
  const space = editorArea({ columns, rows }, editor)
  // The terminal may have been resized since the last key.
  const { history, top, left, title } = keepInView(editor, { columns, rows })
  const { lines, row, column } = history.block
  const note = noteOf(editor)
  return (
    <Overlay
      area={area}
      title={cut(`Edit ${title}`, Math.max(12, columns - note.length - 8))}
      note={note}
    >
      {lines.slice(top, top + space.rows).map((line, index) => (
        <EditedLine
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={index}
          line={line}
          number={String(top + index + 1).padStart(space.digits)}
          column={top + index === row ? column : null}
          left={left}
          columns={space.columns}
        />
      ))}
    </Overlay>
  )
}

interface EditedLineProps {
  readonly line: string
  readonly number: string
  /** Index of the character under the cursor in `line`; null: the cursor is in another line. */
  readonly column: number | null
  readonly left: number
  readonly columns: number
}

/** One row. Only the rows that a key has changed are computed again. */
const EditedLine = memo(({ line, number, column, left, columns }: EditedLineProps) => {
  const theme = useTheme()
  const look = column === null ? theme.dim : theme.accent
  return (
    <Line
      spans={[{ text: ` ${number}  `, look }, ...editedLine(line, column, { left, columns })]}
    />
  )
})

function noteOf(editor: FileEditor): string {
  const { history, saved, saving } = editor
  const { lines, row } = history.block
  const words = [
    saving ? 'saving' : isChanged(editor) && 'changed',
    saved.end === '\r\n' && 'CRLF',
    lines.at(-1) !== '' && 'no newline at the end',
    `line ${row + 1} of ${lines.length}`,
  ]
  return words.filter(Boolean).join('  ')
}
