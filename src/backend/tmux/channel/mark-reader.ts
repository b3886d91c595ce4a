/** Start of each mark. It is short and needs no quoting, because the host's shell reads each line byte by byte. */
export const MARK = 'fm'
const LONGEST_MARK = 64

/**
 * Returns a function that reads the id of a question (a line of commands) from an answer that is a mark. A mark without
 * the secret is ignored, since any pane may have such a text as its title.
 */
export function createMarkReader(secret: string): (body: Buffer) => string | null {
  const start = Buffer.from(`${MARK}${secret}.`)
  return body => {
    if (body.length > LONGEST_MARK || !body.subarray(0, start.length).equals(start)) return null
    return body.toString('latin1', MARK.length)
  }
}
