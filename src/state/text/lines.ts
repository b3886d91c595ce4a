/** The lines without those at the end that show nothing. */
export function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length
  while (end > 0 && isBlank(lines[end - 1] ?? '')) end--
  return end === lines.length ? lines : lines.slice(0, end)
}

/** Whether it shows nothing, whatever colours it sets. */
function isBlank(line: string): boolean {
  return line === '' || /^(?:\x1b\[[\d;:]*m|\s)*$/.test(line)
}
