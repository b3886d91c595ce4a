/** Removes blank lines at the end. */
export function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length
  while (end > 0 && isBlank(lines[end - 1] ?? '')) end--
  return end === lines.length ? lines : lines.slice(0, end)
}

/** Whether a line has only spaces and colours. */
function isBlank(line: string): boolean {
  return line === '' || /^(?:\x1b\[[\d;:]*m|\s)*$/.test(line)
}
