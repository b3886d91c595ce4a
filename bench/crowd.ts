import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture } from '../test/lab/process.ts'
import type { Home } from './home.ts'
import type { Hosts } from './hosts.ts'

/** Of 1,000 sessions on 64 hosts, as many as one of so many hosts has. */
export function crowdOf(hosts: number): number {
  return Math.floor((1000 * hosts) / 64)
}

/** Sessions that one command line of tmux makes: it has an end. */
const A_COMMAND = 100

/** Idle sessions, spread evenly over these hosts; returns how to end them. */
export async function openCrowd(
  hosts: Hosts,
  names: readonly string[],
  sessions: number,
): Promise<() => Promise<void>> {
  for (const [at, name] of names.entries()) {
    const count =
      Math.floor((sessions * (at + 1)) / names.length) - Math.floor((sessions * at) / names.length)
    const start = (n: number) => ['new-session', '-d', '-s', `idle-${n}`, 'exec cat', ';']
    for (let from = 0; from < count; from += A_COMMAND) {
      const some = Math.min(A_COMMAND, count - from)
      const all = Array.from({ length: some }, (_, n) => start(from + n)).flat()
      await hosts.tmux(name, ...all.slice(0, -1))
    }
  }
  return async () => {
    await Promise.allSettled(names.map(name => hosts.tmux(name, 'kill-server')))
  }
}

/** A PATH on which every program that fleetmux may start is counted, by name, before it runs. */
export interface Tally {
  readonly path: string
  count(): Promise<number>
}

/** No process more: the word is written, and the shell becomes the program. */
export async function openTally(home: Home): Promise<Tally> {
  const [folder, log] = [join(home.dir, 'tally'), join(home.dir, 'started')]
  await mkdir(folder)
  await writeFile(log, '')
  for (const name of ['ssh', 'tmux', 'sh', 'bash', 'ps', 'git', 'docker', 'kubectl']) {
    const found = (await capture('sh', ['-c', `command -v ${name}`]).catch(() => '')).trim()
    if (!found) continue
    const file = join(folder, name)
    await writeFile(file, `#!/bin/sh\necho ${name} >>'${log}'\nexec '${found}' "$@"\n`)
    await chmod(file, 0o755)
  }
  return {
    path: `${folder}:${process.env['PATH']}`,
    count: async () => (await readFile(log, 'utf8')).split('\n').length - 1,
  }
}
