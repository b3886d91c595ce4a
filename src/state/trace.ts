/**
 * One line of a recording of all messages of a store (FLEETMUX_RECORDING): plain JSON. A Map is
 * `{"$map": [[key, value], ...]}`.
 */
export function toTraceLine(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each instanceof Map ? { $map: [...each] } : each,
  )
}

/** Parses a line of `toTraceLine`. @throws SyntaxError if the line is not JSON. */
export function fromTraceLine(line: string): unknown {
  return JSON.parse(line, (_key, each: unknown) => (isWrittenMap(each) ? new Map(each.$map) : each))
}

function isWrittenMap(value: unknown): value is { readonly $map: [unknown, unknown][] } {
  return typeof value === 'object' && value !== null && Array.isArray(Object(value).$map)
}
