const BOM = '\ufeff'

/**
 * An edited text with the line ends, the byte order mark and the last line's end that the file had: editors and forms
 * change these on their own. Mixed line ends stay as they were edited.
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

function usesOnly(text: string, ends: 'lf' | 'crlf'): boolean {
  const all = text.split('\n').length - 1
  const crlf = text.split('\r\n').length - 1
  return all > 0 && crlf === (ends === 'crlf' ? all : 0)
}
