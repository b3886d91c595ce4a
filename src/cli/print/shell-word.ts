/** A word as a user can paste it into a shell: quoted, if the shell would read it differently. */
export function shellWord(text: string): string {
  return /^[\w./~:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
