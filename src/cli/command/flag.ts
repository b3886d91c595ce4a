import { FailureError } from '../../state/model/failure.ts'

/** One flag of a word: data, from which parser, help and completion are made. */
export interface Flag {
  /** `list`: repeatable, taken apart at commas; `each`: repeatable, as it is written. */
  readonly kind: 'switch' | 'text' | 'number' | 'list' | 'each'
  readonly about: string
  readonly letter?: string
  /** What its value names, or what it may be: it is completed, and never empty. */
  readonly of?: 'host' | 'target' | readonly string[]
  /** An empty value means something; else it is a slip, such as a variable that was not set. */
  readonly mayBeEmpty?: boolean
}

/** What was given. A name that is no flag of the word reads as not given. */
export interface Flags {
  is(name: string): boolean
  /** Whether it stands there at all. */
  has(name: string): boolean
  text(name: string): string | undefined
  /** @throws FailureError where it is not a number above zero. */
  number(name: string): number | undefined
  /** All values, commas taken apart, in order and each once. */
  list(name: string): readonly string[]
  /** All values as they are, in order. */
  each(name: string): readonly string[]
}

export function readFlags(values: Readonly<Record<string, unknown>>): Flags {
  const text = (name: string) => {
    const value = values[name]
    if (Array.isArray(value)) throw usage(`--${name} stands there twice.`)
    return value === undefined ? undefined : String(value)
  }
  const each = (name: string) => {
    const value = values[name]
    return Array.isArray(value) ? value.map(String) : []
  }
  return {
    is: name => values[name] === true,
    has: name => values[name] !== undefined && values[name] !== false,
    text,
    number: name => toNumber(name, text(name)),
    each,
    list(name) {
      return [
        ...new Set(
          each(name)
            .flatMap(each => each.split(','))
            .map(each => each.trim())
            .filter(each => each !== ''),
        ),
      ]
    },
  }
}

/** An error in how something was asked for: exit code 2. */
export function usage(what: string, hint?: string): FailureError {
  return new FailureError({ kind: 'usage', what, ...(hint && { hint }) })
}

function toNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw usage(`--${name} wants a number above 0, not ${JSON.stringify(text)}.`)
}
