/** A branch name from Maestro's template. Characters that git does not allow become hyphens. */
export function branchName(template: string, playbook: string, at: Date): string {
  const iso = at.toISOString()
  const values: Readonly<Record<string, string>> = {
    PLAYBOOK_NAME: playbook,
    PLAYBOOK: playbook,
    NAME: playbook,
    DATE: iso.slice(0, 10),
    TIME: iso.slice(11, 19).replaceAll(':', ''),
    TIMESTAMP: String(at.getTime()),
  }
  const filled = template.replace(/\{\{?\s*(\w+)\s*\}?\}/g, (whole, name: string) => {
    const key = name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
    return values[key] ?? whole
  })
  return filled
    .replace(/[^\p{L}\p{N}._/-]+/gu, '-')
    .replace(/\.{2,}|\/{2,}/g, '-')
    .split('/')
    .map(part => part.replace(/^[-.]+|[-.]+$|\.lock$/g, ''))
    .filter(part => part !== '')
    .join('/')
    .slice(0, 100)
}
