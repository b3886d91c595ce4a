/** The value of a text that may be JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What it means that it is none is for whoever asks.
    return undefined
  }
}
