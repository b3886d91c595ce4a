import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Machine } from './machine.ts'
import type { Row } from './row.ts'

export interface GroupResult {
  readonly name: string
  readonly seconds: number
  /** Of one minute, as the machine says: what else it did. */
  readonly load: { readonly begin: number; readonly end: number }
  readonly rows: readonly Row[]
}

/** All of one run. */
export interface Result {
  /** ISO 8601, UTC, to the minute. */
  readonly date: string
  readonly machine: Machine
  /** What the hosts were: real sshd, or the embedded server. */
  readonly hosts: string
  readonly seconds: number
  readonly groups: readonly GroupResult[]
}

/** Writes it under its date; returns where. */
export async function keepResult(folder: string, result: Result): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${result.date.replaceAll(':', '')}.json`)
  await writeFile(path, resultText(result))
  return path
}

/** Pretty JSON, but for lists of figures, which stand on one line each. */
export function resultText(result: Result): string {
  const lists = /\[\s+(-?[\d.e+-]+(?:,\s+-?[\d.e+-]+)*)\s+\]/g
  const text = JSON.stringify(result, (_, value) => rounded(value), 2)
  return `${text.replace(lists, (_, figures: string) => `[${figures.replace(/\s+/g, ' ')}]`)}\n`
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value
}
