import type * as z from 'zod'

/** What zod calls kinds of values, in words for users of JSON files. */
const KINDS: Readonly<Record<string, string>> = {
  ...{ array: 'a list', object: 'an object', record: 'an object', string: 'a text' },
  ...{ number: 'a number', int: 'a whole number', boolean: 'true or false' },
}

const BOUNDS: Readonly<Record<string, string>> = {
  ...{ '>=': 'at least', '>': 'more than', '<=': 'at most', '<': 'less than' },
}

/** The first misfit of a JSON document: its path, such as `hosts.2.capacity`, and what is wrong, in plain words. */
export function firstMisfit({ issues: [issue] }: z.ZodError): {
  readonly place: string
  readonly why: string
} {
  const place = issue?.path.map(String).join('.') || 'the top'
  return { place, why: issueText(issue ? messageOf(issue) : '') }
}

/** The message of an issue. That of a key that is not allowed says only that it is invalid, so its own issue is used. */
function messageOf(issue: z.core.$ZodIssue): string {
  return (issue.code === 'invalid_key' && issue.issues[0]?.message) || issue.message
}

/**
 * The message of an issue that zod found in a JSON document, in plain words. Messages of fleetmux's own schemas are
 * returned unchanged.
 */
export function issueText(message: string): string {
  const [, wanted = '', got] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? []
  if (got === 'undefined') return 'the value is missing'
  if (wanted === 'int' && got === 'number') return `the value must be ${KINDS[wanted]}`
  if (got !== undefined) return `the value must be ${kind(wanted)}, not ${kind(got)}`
  const [, options] = /^Invalid option: expected one of (.+)$/s.exec(message) ?? []
  if (options !== undefined) return `the value must be one of ${options.split('|').join(', ')}`
  const [, literal] = /^Invalid input: expected (.+)$/s.exec(message) ?? []
  if (literal !== undefined) return `the value must be ${literal}`
  const [, has, bound = '', most, unit = ''] =
    /^Too (?:small|big): expected \w+ to (be|have) ([<>]=?)(\S+)(?: (\w+))?$/.exec(message) ?? []
  if (has === undefined) return message
  const size = [most, most === '1' ? unit.replace(/s$/, '') : unit].filter(Boolean).join(' ')
  return `the value must ${has} ${BOUNDS[bound]} ${size}`
}

function kind(name: string): string {
  return KINDS[name] ?? name
}
