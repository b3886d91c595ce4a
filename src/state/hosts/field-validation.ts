import { writeAddress } from './config-entry.ts'
import type { HostField } from './field.ts'
import { parseTier } from './tier.ts'
import {
  addressTrouble,
  directoryTrouble,
  keyTrouble,
  nameTrouble,
  variableTrouble,
} from './validation-error.ts'

/** What is wrong with a text, in one sentence without its full stop; null: nothing is. */
export type FieldCheck = (text: string, taken: readonly string[]) => string | null

/** Nothing is wrong with what is left out. */
export const optional =
  (check: FieldCheck): FieldCheck =>
  (text, taken) =>
    text === '' ? null : check(text, taken)

const NOTHING: FieldCheck = () => null

/** The fields of a place are checked with their kind. */
export const CHECKS: Readonly<Record<HostField, FieldCheck>> = {
  name: (text, taken) =>
    nameTrouble(text) ?? (taken.includes(text) ? `There is a host ${text} already` : null),
  host: text =>
    text === '' ? 'Host is required' : addressTrouble(writeAddress({ name: bare(text) })),
  port: optional(text => {
    const isPort = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
    return isPort ? null : 'Port must be between 1 and 65535'
  }),
  user: optional(text => addressTrouble(`${text}@host`)),
  key: optional(keyTrouble),
  directory: optional(directoryTrouble),
  environment: text =>
    variables(text)
      .map(([name, value]) =>
        value === undefined ? `${JSON.stringify(name)} is no NAME=value` : variableTrouble(name),
      )
      .find(trouble => trouble !== null) ?? null,
  tags: () => null,
  tier: optional(text => (parseTier(text) ? null : 'A tier is s, m, l or xl')),
  capacity: optional(text =>
    /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000
      ? null
      : 'Capacity must be between 1 and 1000',
  ),
  region: optional(text =>
    /\p{Cc}/u.test(text) ? 'A region may not hold a control character' : null,
  ),
  attach: optional(text => (['ssh', 'mosh'].includes(text) ? null : 'Attach by ssh or mosh')),
  transport: NOTHING,
  jump: NOTHING,
  pod: NOTHING,
  selector: NOTHING,
  container: NOTHING,
  namespace: NOTHING,
  context: NOTHING,
  workdir: NOTHING,
}

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
