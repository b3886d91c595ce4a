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

function usesOnly(text: string, ends: 'lf' | 'crlf'): boolean {
  const all = text.split('\n').length - 1
  const crlf = text.split('\r\n').length - 1
  return all > 0 && crlf === (ends === 'crlf' ? all : 0)
}
