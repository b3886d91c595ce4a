import { FailureError } from '../../state/model/failure.ts'

/** One flag of a command. Parser, help and completion are generated from this data. */
export interface Flag {
  /**
   * `list`: the flag may be repeated, and its values are split at commas; `each`: may be repeated, values are not
   * split.
   */
  readonly kind: 'switch' | 'text' | 'number' | 'list' | 'each'
  readonly about: string
  readonly letter?: string
  /** The kind of the value, or the allowed values. Shells complete such a value, and it must not be empty. */
  readonly of?: 'host' | 'target' | readonly string[]
  /** Set if the command itself checks the value against `of`, since the value may be a list or have another form. */
  readonly ownCheck?: true
  /** The hint to print if the flag is given without its value; default: how to show the help. */
  readonly unvalued?: string
  /** Set if an empty value is valid. Otherwise it is refused, since it usually comes from an unset variable. */
  readonly mayBeEmpty?: boolean
}

/** The given flags. A name that is not a flag of the command reads as not given. */
export interface Flags {
  is(name: string): boolean
  has(name: string): boolean
  text(name: string): string | undefined
  /** The value as a number. @throws FailureError if the value is not a number above zero. */
  number(name: string): number | undefined
  /** All values of a flag that may be repeated, split at commas, in the order given, without duplicates. */
  list(name: string): readonly string[]
  /** All values of a flag that may be repeated, not split at commas, in the order given. */
  each(name: string): readonly string[]
}

export function readFlags(values: Readonly<Record<string, unknown>>): Flags {
  const text = (name: string) => {
    const value = values[name]
    if (Array.isArray(value)) throw usage(`--${name} is given twice.`, 'Give it only once.')
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

/** A usage error: exit code 2. */
export function usage(what: string, hint?: string): FailureError {
  return new FailureError({ kind: 'usage', what, ...(hint && { hint }) })
}

function toNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
  throw usage(`--${name} must be a number above 0, not ${JSON.stringify(text)}.`)
}
