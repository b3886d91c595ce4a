import type { SyntaxLine } from '../../state/files/syntax-lines.ts'
import type { FileText } from '../../state/host-requests/files-request.ts'
import { cut } from '../../state/text/text.ts'
import type { FilesScreen } from '../model/files-screen.ts'
import { Gap, Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { inside, screenArea } from '../view/layout.ts'
import { FileEditorView } from './file-editor-view.tsx'
import { FILES_HEAD, pagesOf } from './file-selection.ts'
import {
  entrySpans,
  filesHead,
  foundSpans,
  pictureSpans,
  showsPictures,
  type TextPlace,
  textSpans,
} from './file-spans.ts'

/** The files of a host: a directory, and over it a text, the editor, the search results, or a conflict. */
export function FilesView() {
  const files = useSelect(state => state.view.files)
  if (!files) return null
  if (files.text) return <FileTextView files={files} />
  if (files.conflict) return <Conflict files={files} />
  if (files.editor) return <FileEditorView editor={files.editor} />
  return files.found ? <Found files={files} /> : <Directory files={files} />
}

interface Props {
  readonly files: FilesScreen
}

function useArea() {
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const area = screenArea({ columns, rows })
  return { area, ...inside(area) }
}

function Directory({ files }: Props) {
  const theme = useTheme()
  const { area, width, height } = useArea()
  const { host, listing, path, failure, row, top } = files
  const entries = listing?.entries ?? []
  const empty = failure ?? (files.isReading ? 'Reading…' : 'The directory is empty.')
  return (
    <Overlay
      area={area}
      title={cut(`Files ${host}:${listing?.directory ?? path}`, Math.max(12, width - 34))}
      note={noteOf(files)}
    >
      <Line spans={[{ text: cut(filesHead(width), width), look: theme.dim }]} />
      {entries.length === 0 && (
        <Line
          spans={[{ text: ` ${cut(empty, width - 2)}`, look: failure ? theme.bad : theme.dim }]}
        />
      )}
      {entries.slice(top, top + height - FILES_HEAD).map((entry, index) => (
        <Line
          key={entry.name}
          spans={entrySpans(entry, width, theme, top + index === row)}
          {...(top + index === row && { look: theme.selected })}
        />
      ))}
    </Overlay>
  )
}

function noteOf(files: FilesScreen): string {
  const { listing, progress, filter, page, row, isReading } = files
  if (progress) return progress
  const pages = pagesOf(files)
  const words = [
    isReading && 'reading',
    filter !== '' && `filter ${cut(filter, 12)}`,
    pages > 1 && `page ${page + 1} of ${pages}`,
    listing && `${Math.min(row + 1, listing.entries.length)} of ${listing.total}`,
  ]
  return words.filter(Boolean).join('  ')
}

function FileTextView({ files: { text, scroll } }: Props) {
  const theme = useTheme()
  const { area, width, height } = useArea()
  if (!text) return null
  const { lines, notes, isPicture } = text
  const end = Math.min(lines.length, scroll + height)
  const note =
    notes.length > 0 ? cut(notes.join(' '), 40) : `${scroll + 1}-${end} of ${lines.length}`
  const isHidden = isPicture && !showsPictures(theme)
  return (
    <Overlay area={area} title={cut(text.title, Math.max(12, width - 44))} note={note}>
      {isHidden && <Line spans={[{ text: NO_PICTURE }]} />}
      {(isHidden ? [] : lines.slice(scroll, end)).map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={scroll + index}
          spans={lineSpans(text, line, { number: scroll + index + 1, width }, theme)}
        />
      ))}
    </Overlay>
  )
}

const NO_PICTURE = ' A picture: it needs a terminal with colours and Unicode.'

function lineSpans(
  { isPicture, line: marked }: FileText,
  line: SyntaxLine,
  place: Omit<TextPlace, 'marked'>,
  theme: Theme,
): readonly Span[] {
  return isPicture ? pictureSpans(line) : textSpans(line, { ...place, marked }, theme)
}

function Found({ files: { found, hit, scroll } }: Props) {
  const theme = useTheme()
  const { area, width, height } = useArea()
  if (!found) return null
  const { rows, isCut, isSearching } = found
  const note = `${rows.length}${isCut ? ', and more' : ''}${isSearching ? ', searching' : ''}`
  return (
    <Overlay area={area} title={cut(found.title, Math.max(12, width - 30))} note={note}>
      {rows.length === 0 && (
        <Line
          spans={[{ text: isSearching ? ' Searching…' : ' Nothing was found.', look: theme.dim }]}
        />
      )}
      {rows.slice(scroll, scroll + height).map((row, index) => (
        <Line
          key={`${row.name} ${row.line ?? ''}`}
          spans={foundSpans(row, width, theme)}
          {...(scroll + index === hit && { look: theme.selected })}
        />
      ))}
    </Overlay>
  )
}

function Conflict({ files: { host, conflict } }: Props) {
  const theme = useTheme()
  const { area, width } = useArea()
  if (!conflict) return null
  const what = conflict.isThere ? 'changed' : 'removed or moved'
  const choices = [
    ['o', 'overwrite the file with your version'],
    ['k', 'keep both: your version is saved as NAME.mine'],
    ['d', 'show how the two versions differ'],
    ['l', 'later: save nothing now, and keep your copy on this machine'],
  ]
  return (
    <Overlay area={area} title={cut(`Not saved: ${host}:${conflict.path}`, width - 4)}>
      <Gap />
      <Line
        spans={[
          {
            text: ` The file was ${what} by somebody else since you opened it.`,
            look: theme.strong,
          },
        ]}
      />
      <Line
        spans={[{ text: ` ${cut(`Your copy: ${conflict.copy}`, width - 2)}`, look: theme.dim }]}
      />
      <Gap />
      {choices.map(([key = '', text = '']) => (
        <Line
          key={key}
          spans={[{ text: `  ${key}  `, look: theme.accent }, { text: cut(text, width - 6) }]}
        />
      ))}
    </Overlay>
  )
}
