const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** A number of bytes for a person, in three digits at most: `999 B`, `1.5 KiB`, `12 MiB`. */
export function bytesText(bytes: number): string {
  let size = bytes
  let unit = 0
  // What would be shown as 1000 or more is told in the next unit.
  while (Math.round(size) >= 1000 && unit < UNITS.length - 1) {
    size /= 1024
    unit++
  }
  const digits = unit === 0 || size >= 9.95 ? size.toFixed(0) : size.toFixed(1)
  return `${digits} ${UNITS[unit]}`
}
