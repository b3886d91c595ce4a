/** Of what another program said when it failed: the line that tells it, else the last one. */
export function errorLine(text: string, telling: RegExp | undefined): string {
  const lines = text
    .split('\n')
    .map(line => line.replace(/\p{C}+/gu, ' ').trim())
    .filter(line => line !== '')
  return lines.find(line => telling?.test(line)) ?? lines.at(-1) ?? 'it did not say why'
}
