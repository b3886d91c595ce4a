/** The value of a text that may be JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The text is then told as it stands.
    return undefined
  }
}
