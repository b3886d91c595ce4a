/** The first names in a line, at most `most`, and the number of the others. */
export function firstNames(names: readonly string[], most: number): string {
  const left = names.length - most
  return [...names.slice(0, most), ...(left > 0 ? [`and ${left} more`] : [])].join('  ')
}
