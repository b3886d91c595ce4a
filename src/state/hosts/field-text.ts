/**
 * Checks the text of a field in the form for adding or editing a host. Returns the error as a sentence without its full
 * stop; null: the text is valid. `taken`: names of other hosts.
 */
export type FieldCheck = (text: string, taken: readonly string[]) => string | null

/** Makes a check of a form field that also accepts an empty text. */
export const optional =
  (check: FieldCheck): FieldCheck =>
  (text, taken) =>
    text === '' ? null : check(text, taken)

/** Splits at spaces and commas, and drops duplicates. */
export function splitList(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(word => word !== ''))]
}

/** Name and value of each line that is not empty. Without `=` there is no value. */
export function variables(text: string): [name: string, value?: string][] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const at = line.indexOf('=')
      return at < 0 ? [line] : [line.slice(0, at), line.slice(at + 1)]
    })
}
