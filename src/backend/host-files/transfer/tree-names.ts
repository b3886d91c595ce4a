import { lstat, readdir } from 'node:fs/promises'
import { start } from '../../process.ts'
import type { FileRecord } from '../file-records.ts'
import { hashOf, sumOf } from './watched-stream.ts'

/**
 * Names of everything below a local directory, as `find . -print` prints them: `.`, `./a`, `./a/b`. Their bytes are
 * decoded as Latin-1, because names need not be UTF-8.
 */
export async function namesBelow(directory: string): Promise<readonly string[]> {
  const names = ['.']
  // The loop appends the names in each directory to the list, so it visits them too.
  for (const name of names) {
    const path = pathBelow(directory, name)
    if (!(await isDirectory(path))) continue
    for (const each of await readdir(path, { encoding: 'buffer' }))
      names.push(`${name}/${each.toString('latin1')}`)
  }
  return names
}

/** Files of an earlier transfer that are the same at both ends: their names and their total size. */
export interface KeptFiles {
  readonly names: readonly string[]
  readonly size: number
}

/**
 * Finds those of the files `below` a local directory that have the checksum that the host reports for the same name. A
 * name that only one side has is not in the result.
 */
export async function keptFiles(
  directory: string,
  below: readonly string[],
  sums: ReadonlyMap<string, string>,
): Promise<KeptFiles> {
  const names: string[] = []
  let size = 0
  for (const name of below) {
    const sum = sums.get(name)
    if (sum === undefined) continue
    const path = pathBelow(directory, name)
    const found = await lstat(path).catch(() => null)
    if (!found?.isFile() || sumOf(await hashOf(path, found.size)) !== sum) continue
    names.push(name)
    size += found.size
  }
  return { names, size }
}

/** The path of `./a/b` below a directory. */
export function pathBelow(directory: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/`), Buffer.from(name, 'latin1')])
}

/** Encodes names for the stdin of a program that expects each name to end with NUL. */
export function nulEnded(names: readonly string[]): Buffer {
  return Buffer.from(names.map(name => `${name}\0`).join(''), 'latin1')
}

/** The checksums of files by their names, as a script reports them. */
export function sumsOf(records: readonly FileRecord[]): ReadonlyMap<string, string> {
  const sums = records.flatMap(({ letter, text }) => {
    const at = text.indexOf(' ')
    const name = text.slice(at + 1).split('\0')[0] ?? ''
    return letter === 'f' ? [[name, text.slice(0, at)] as const] : []
  })
  return new Map(sums)
}

/** Whether this machine's tar can read the names to pack from a list (-T), which busybox's tar cannot. */
export async function tarTakesNames(): Promise<boolean> {
  const names = ['--null', '--no-recursion', '-T', '/dev/null']
  const { exited, kill } = start({ file: 'tar', args: [...names, '-c', '-f', '/dev/null'] })
  const { code } = await exited
  await kill()
  return code === 0
}

async function isDirectory(path: Buffer): Promise<boolean> {
  return (await lstat(path).catch(() => null))?.isDirectory() === true
}
