/**
 * Start of each mark, the id that tmux prints before the answers to a line of commands. It is short and needs no
 * quoting, because the host's shell reads each line byte by byte.
 */
export const MARK = 'fm'
const LONGEST_MARK = 64

/**
 * Returns a function that reads the id of a line of commands from an answer of tmux; null: the answer is not a mark. A
 * mark must contain `secret`, since any pane may have a text like a mark as its title.
 */
export function createMarkReader(secret: string): (body: Buffer) => string | null {
  const start = Buffer.from(`${MARK}${secret}.`)
  return body => {
    if (body.length > LONGEST_MARK || !body.subarray(0, start.length).equals(start)) return null
    return body.toString('latin1', MARK.length)
  }
}
