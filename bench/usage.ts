import { readFileSync } from 'node:fs'
import { tree } from '../test/lab/process.ts'

/** Ticks a second in /proc; the same on every Linux that Node runs on. */
const TICKS = 100

/** Processor time of some processes, all threads, in milliseconds. Throws where there is no /proc. */
export function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + fieldsOf(pid), 0)
}

/** Resident megabytes of some processes. Shared pages count in each of them. */
export function memoryOf(pids: readonly number[]): number {
  const kilobytes = pids.map(pid =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024
}

/** The processes below this one. */
export async function childrenOf(pid: number): Promise<number[]> {
  return (await tree(pid)).slice(1).map(each => each.pid)
}

/** All that were ever started on this machine, by whomever. */
export function startedHere(): number {
  return Number(/^processes (\d+)/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1])
}

/** User and system time. */
function fieldsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const [, , , , , , , , , , , user = '0', system = '0'] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
  return ((Number(user) + Number(system)) / TICKS) * 1000
}
