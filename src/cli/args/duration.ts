import { type Flags, usage } from '../command/flag.ts'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * The value of a flag such as `90s`, `10m`, `2h` or `3d`, in milliseconds. A number without a unit is in milliseconds.
 * Returns undefined if the flag is not given.
 */
export function readDuration(flags: Flags, name: string): number | undefined {
  const text = flags.text(name)
  if (text === undefined) return undefined
  const [, number = '', unit = 'ms'] = /^(\d{1,12})(ms|s|m|h|d)?$/.exec(text) ?? []
  const value = Number(number) * (UNITS[unit] ?? 1)
  if (number !== '') return value
  throw usage(
    `--${name} is a number of milliseconds, or a time such as 90s, 10m or 2h, not ${JSON.stringify(text)}.`,
  )
}
