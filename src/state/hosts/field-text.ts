/** What is wrong with a text, in one sentence without its full stop; null: nothing is. */
export type FieldCheck = (text: string, taken: readonly string[]) => string | null

/** Nothing is wrong with what is left out. */
export const optional =
  (check: FieldCheck): FieldCheck =>
  (text, taken) =>
    text === '' ? null : check(text, taken)

/** An IPv6 address may be typed with its brackets or without. */
export function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

/** Each word once, parted by spaces or commas. */
export function words(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(word => word !== ''))]
}

/** Name and value of each line that is not empty; without `=` there is no value. */
export function variables(text: string): [name: string, value?: string][] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const at = line.indexOf('=')
      return at < 0 ? [line] : [line.slice(0, at), line.slice(at + 1)]
    })
}
