import { appendFile, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../lab/host.ts'
import { type OddSshd, startOdd } from '../lab/odd.ts'
import { signal, tree } from '../lab/process.ts'

/** What a hostile host does when it is asked for anything: by its tmux's control mode, its tmux, its login shell. */
export const MODES = [
  'control: endless line',
  'control: endless short lines',
  'control: endless answer',
  'control: endless notices',
  'control: many sessions',
  'control: numbers',
  'control: wrong ids',
  'control: escapes',
  'control: rubbish',
  'control: nothing',
  'tmux: endless line',
  'tmux: endless short lines',
  'tmux: many sessions',
  'tmux: numbers',
  'tmux: wrong ids',
  'tmux: escapes',
  'tmux: rubbish',
  'tmux: nothing',
  'shell: endless line',
  'shell: endless short lines',
  'shell: escapes',
  'shell: rubbish',
  'shell: nothing',
] as const

/** What it does while others are measured without it: nobody gets in. */
const OFF = 'off'

/** A host of the lab behind whose second sshd neither the login shell nor tmux are what they should be. */
export interface HostileHost {
  /** A `Host` block for an ssh configuration; its name is `hostile`. */
  readonly config: string
  /** From now on; who is in is thrown out. Without a mode nobody gets in. */
  turn(mode?: (typeof MODES)[number]): Promise<void>
  /** Whether what does so has been asked since it was turned to it. */
  isReached(): Promise<boolean>
  close(): Promise<void>
}

export async function startHostile(host: Host, lab: string): Promise<HostileHost> {
  const dir = join(host.dir, 'hostile')
  await mkdir(dir, { mode: 0o700 })
  await writeFile(join(dir, 'mode'), OFF)
  await script(join(dir, 'tmux'), TMUX)
  await script(join(dir, 'shell'), SHELL)
  const sshd: OddSshd = await startOdd(host, [`ForceCommand ${join(dir, 'shell')}`])
  await appendFile(
    join(lab, 'known_hosts'),
    `[${host.address}]:${sshd.port} ${await hostKey(host)}\n`,
  )
  const config = `Host hostile
  HostName ${host.address}
  Port ${sshd.port}
  IdentityFile ${join(lab, 'key', 'client')}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${join(lab, 'known_hosts')}
`
  return {
    config,
    async turn(mode) {
      await writeFile(join(dir, 'mode'), mode ?? OFF)
      await rm(join(dir, 'reached'), { force: true })
      const [, ...inside] = await tree(sshd.pid)
      signal(
        inside.map(({ pid }) => pid),
        'SIGKILL',
      )
    },
    isReached: () => exists(join(dir, 'reached')),
    async close() {
      const [, ...inside] = await tree(sshd.pid)
      await sshd.close()
      signal(
        inside.map(({ pid }) => pid),
        'SIGKILL',
      )
    },
  }
}

async function hostKey(host: Host): Promise<string> {
  return (await readFile(join(host.dir, 'host_key.pub'), 'utf8')).split(' ').slice(0, 2).join(' ')
}

async function script(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  await chmod(path, 0o755)
}

async function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  )
}

const SAY = `evil() { printf '\\033]52;c;RVZJTA==\\007\\033]0;EVIL\\007\\033[2J\\302\\233 31m\\342\\200\\256x\\n'; }
reached() { : >"$dir/reached"; }
endless() {
  case $1 in
  'endless line') exec tr '\\0' x </dev/zero ;;
  'endless short lines') exec yes x ;;
  rubbish) exec cat /dev/urandom ;;
  nothing) exec sleep 3600 ;;
  esac
}
`

/** The login shell: itself hostile, or an honest one in which a hostile tmux is found first. */
const SHELL = `#!/bin/sh
dir=\${0%/*}
mode=$(cat "$dir/mode")
${SAY}
case $mode in
off) exit 1 ;;
shell:*) reached; while [ "$mode" = 'shell: escapes' ]; do evil; evil >&2; done; endless "\${mode#shell: }" ;;
esac
PATH=$dir:$PATH
export PATH
exec sh -c "$SSH_ORIGINAL_COMMAND"
`

/** Six answers to each question, behind the name that it asks for, as tmux would. */
const TMUX = `#!/bin/sh
dir=\${0%/*}
mode=$(cat "$dir/mode")
${SAY}
what=\${mode#*: }
content() {
  case $what in
  'many sessions') awk 'BEGIN { for (i = 0; i < 200000; i++) printf "$%d 1700000000 1 0 0 s%d\\n", i, i }' ;;
  numbers) printf '$1 -5 NaN 1e99 99999999999999999999999999 x\\n$2 -1 -1 -1 -1 y\\n' ;;
  'wrong ids') printf 'x 1 1 0 0 a\\n$ 1 1 0 0 b\\n%%5 1 1 0 0 c\\n$1x 1 1 0 0 d\\n' ;;
  escapes) evil; printf '$1 1700000000 1 0 0 '; evil ;;
  *) printf '$0 1700000000 1 0 0 name\\n' ;;
  esac
}
control() {
  printf '%%begin 1 1 0\\n%%end 1 1 0\\n%%session-changed $0 x\\n'
  n=2
  while read -r line; do
    case $mode in control:*) reached ;; esac
    case $mode in
    'control: endless notices') exec yes '%sessions-changed' ;;
    'control: endless answer') printf '%%begin 1 2 1\\n'; exec yes x ;;
    control:*) endless "$what" ;;
    esac
    name=$(printf '%s\\n' "$line" | sed -n 's/^display-message -p "*\\([^" ;]*\\).*/\\1/p')
    printf '%%begin 1 %s 1\\n%s\\n%%end 1 %s 1\\n' $n "$name" $n
    for _ in 1 2 3 4 5 6; do
      n=$((n+1))
      printf '%%begin 1 %s 1\\n' $n; content; printf '%%end 1 %s 1\\n' $n
    done
    n=$((n+1))
  done
}
case " $* " in
*' -V '*) echo 'tmux 3.4' ;;
*attach-session*) control ;;
*list-sessions*)
  case $mode in tmux:*) reached; endless "$what" ;; *) what= ;; esac
  case $what in
  'many sessions') awk 'BEGIN { for (i = 0; i < 200000; i++) printf "$%d 1 4242 1700000000 3.4 \\n", i }' ;;
  numbers) printf '$1 0 -5 99999999999999999999999 3.4 \\n$2 0 NaN -1  \\n' ;;
  'wrong ids') printf 'x 0 1 1 1 \\n$ 0 1 1 1 \\n%%5 0 1 1 1 \\n' ;;
  escapes) evil >&2; evil; exit 1 ;;
  *) printf '$0 0 4242 1700000000 3.4 \\n' ;;
  esac ;;
*) content ;;
esac
`
