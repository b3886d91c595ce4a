/** The line of a program's error output that matches `telling`, else its last line. */
export function errorLine(text: string, telling: RegExp | undefined): string {
  const lines = text
    .split('\n')
    .map(line => line.replace(/\p{C}+/gu, ' ').trim())
    .filter(line => line !== '')
  return lines.find(line => telling?.test(line)) ?? lines.at(-1) ?? 'the program gave no reason'
}
