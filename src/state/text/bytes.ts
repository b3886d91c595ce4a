const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** A number of bytes as text, with at most three digits: `999 B`, `1.5 KiB`, `12 MiB`. */
export function bytesText(bytes: number): string {
  let size = bytes
  let unit = 0
  // A number that rounds to 1000 or more is shown in the next unit.
  while (Math.round(size) >= 1000 && unit < UNITS.length - 1) {
    size /= 1024
    unit++
  }
  const digits = unit === 0 || size >= 9.95 ? size.toFixed(0) : size.toFixed(1)
  return `${digits} ${UNITS[unit]}`
}
