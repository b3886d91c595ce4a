const BOM = '\ufeff'

/**
 * Restores the file's line ends, byte order mark and final line end in an edited text, because editors and forms may
 * change them. Mixed line ends stay as edited.
 */
export function keepLineEnds(before: string, edited: string): string {
  if (before === '') return edited
  let text = edited
  if (usesOnly(before, 'crlf') && usesOnly(text, 'lf')) text = text.replaceAll('\n', '\r\n')
  if (usesOnly(before, 'lf') && usesOnly(text, 'crlf')) text = text.replaceAll('\r\n', '\n')
  if (before.startsWith(BOM) && !text.startsWith(BOM)) text = `${BOM}${text}`
  if (!before.endsWith('\n')) text = text.replace(/\r?\n$/, '')
  else if (text !== '' && !text.endsWith('\n')) text += usesOnly(before, 'crlf') ? '\r\n' : '\n'
  return text
}

/** The lines of a file, and what is needed to write them again in the same way. */
export interface FileLines {
  readonly lines: readonly string[]
  readonly end: '\n' | '\r\n'
  readonly mark: '' | typeof BOM
}

/** The lines of a text. If it ends with a line end, the last line is empty. */
export function linesOfFile(text: string): FileLines {
  const mark = text.startsWith(BOM) ? BOM : ''
  const end = usesOnly(text, 'crlf') ? '\r\n' : '\n'
  return { lines: text.slice(mark.length).split(end), end, mark }
}

/** The text of a file: the reverse of `linesOfFile`. */
export function textOfLines({ lines, end, mark }: FileLines): string {
  return mark + lines.join(end)
}

function usesOnly(text: string, ends: 'lf' | 'crlf'): boolean {
  const all = text.split('\n').length - 1
  const crlf = text.split('\r\n').length - 1
  return all > 0 && crlf === (ends === 'crlf' ? all : 0)
}
