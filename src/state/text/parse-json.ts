/** The value of a text that may be JSON; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The caller decides whether a text that is not JSON is an error.
    return undefined
  }
}
