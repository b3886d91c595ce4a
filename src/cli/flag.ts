import { FailureError } from '../state/failure.ts'

/** One flag of a word: data, from which parser, help and completion are made. */
export interface Flag {
  readonly kind: 'switch' | 'text' | 'number' | 'list'
  readonly about: string
  readonly letter?: string
  /** What its value names, for completion. */
  readonly of?: 'host'
}

/** What was given. A name that is no flag of the word reads as not given. */
export interface Flags {
  is(name: string): boolean
  text(name: string): string | undefined
  /** @throws FailureError where it is not a number above zero. */
  number(name: string): number | undefined
  /** All values, commas taken apart, in order and each once. */
  list(name: string): readonly string[]
}

export function readFlags(values: Readonly<Record<string, unknown>>): Flags {
  const text = (name: string) => {
    const value = values[name]
    if (Array.isArray(value)) throw usage(`--${name} stands there twice.`)
    return value === undefined ? undefined : String(value)
  }
  return {
    is: name => values[name] === true,
    text,
    number: name => toNumber(name, text(name)),
    list(name) {
      const value = values[name]
      const given = Array.isArray(value) ? value.map(String) : []
      return [...new Set(given.flatMap(each => each.split(',')).filter(each => each !== ''))]
    },
  }
}

/** An error in how something was asked for: exit code 2. */
export function usage(what: string, now?: string): FailureError {
  return new FailureError({ kind: 'usage', what, ...(now && { now }) })
}

function toNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw usage(`--${name} wants a number above 0, not ${JSON.stringify(text)}.`)
}
