import { capture } from '../test/lab/process.ts'
import type { Home } from './home.ts'

/** One line of text into a pane of each host, by what people have today. */
export interface Way {
  readonly name: string
  readonly program: string
  readonly install: string
  send(hosts: readonly string[]): Promise<unknown>
}

const COMMAND = "tmux send-keys -t '=work:' -l -- 'hello there'"

/** Who is not installed is in `missing`. All at once where the program can. */
export async function waysIn(home: Home): Promise<{ there: Way[]; missing: Way[] }> {
  const all = waysOf(home)
  const found = await Promise.all(all.map(({ program }) => isInstalled(program)))
  return {
    there: all.filter((_, at) => found[at]),
    missing: all.filter((_, at) => !found[at]),
  }
}

export async function isInstalled(program: string): Promise<boolean> {
  return capture('sh', ['-c', 'command -v "$1"', 'sh', program]).then(
    () => true,
    () => false,
  )
}

function waysOf({ sshConfig, run }: Home): Way[] {
  const all = (hosts: readonly string[]) => hosts.join(',')
  const pdsh = { PDSH_SSH_ARGS_APPEND: `-F ${sshConfig}` }
  const ssh = ['ssh', '-F', sshConfig]
  return [
    {
      name: 'pdsh',
      program: 'pdsh',
      install: 'apt-get install pdsh',
      send: hosts => run(['pdsh', '-R', 'ssh', '-f', '64', '-w', all(hosts), COMMAND], pdsh),
    },
    {
      name: 'clush',
      program: 'clush',
      install: 'apt-get install clustershell',
      send: hosts => run(['clush', '-w', all(hosts), '-f', '64', COMMAND]),
    },
    {
      name: 'ssh, one after the other',
      program: 'ssh',
      install: 'apt-get install openssh-client',
      async send(hosts) {
        for (const host of hosts) await run([...ssh, host, COMMAND])
      },
    },
    {
      name: 'parallel-ssh',
      program: 'parallel-ssh',
      install: 'apt-get install pssh',
      send: hosts =>
        run(['parallel-ssh', '-p', '64', '-x', `-F ${sshConfig}`, '-H', hosts.join(' '), COMMAND]),
    },
    {
      name: 'GNU parallel',
      program: 'parallel',
      install: 'apt-get install parallel',
      // It hands the command to a shell of its own before ssh does.
      send: hosts =>
        run([
          'parallel',
          '--will-cite',
          '-j',
          '64',
          `ssh -F ${sshConfig} {} "${COMMAND}"`,
          ':::',
          ...hosts,
        ]),
    },
  ]
}
