import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Host } from '../lab/host.ts'
import { type OddSshd, startOdd } from '../lab/odd.ts'

/** What a hostile host does when it is asked for anything. */
export const MODES = [
  'endless line',
  'endless short lines',
  'endless answer',
  'endless notices',
  'many sessions',
  'numbers',
  'wrong ids',
  'escapes',
  'rubbish',
  'nothing',
  'shell: endless line',
  'shell: endless lines',
  'shell: rubbish',
  'shell: nothing',
] as const

/** A host of the lab behind whose second sshd neither the login shell nor tmux are what they should be. */
export interface HostileHost {
  /** A `Host` block for an ssh configuration; its name is `hostile`. */
  readonly config: string
  turn(mode: (typeof MODES)[number]): Promise<void>
  close(): Promise<void>
}

export async function startHostile(host: Host, lab: string): Promise<HostileHost> {
  const dir = join(host.dir, 'hostile')
  await mkdir(dir, { mode: 0o700 })
  const turn = (mode: string) => writeFile(join(dir, 'mode'), mode)
  await turn('nothing')
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
  return { config, turn, close: sshd.close }
}

async function hostKey(host: Host): Promise<string> {
  return (await readFile(join(host.dir, 'host_key.pub'), 'utf8')).split(' ').slice(0, 2).join(' ')
}

async function script(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  await chmod(path, 0o755)
}

/** The login shell: itself hostile, or an honest one in which a hostile tmux is found first. */
const SHELL = `#!/bin/sh
dir=\${0%/*}
case $(cat "$dir/mode") in
'shell: endless line') exec tr '\\0' x </dev/zero ;;
'shell: endless lines') exec yes 'x y z' ;;
'shell: rubbish') exec cat /dev/urandom ;;
'shell: nothing') exec sleep 3600 ;;
esac
PATH=$dir:$PATH
export PATH
exec sh -c "$SSH_ORIGINAL_COMMAND"
`

const TMUX = `#!/bin/sh
dir=\${0%/*}
mode=$(cat "$dir/mode")
evil() { printf '\\033]52;c;RVZJTA==\\007\\033]0;EVIL\\007\\033[2J\\302\\233 31m\\342\\200\\256x\\n'; }
content() {
  case $mode in
  'many sessions') awk 'BEGIN { for (i = 0; i < 200000; i++) printf "$%d 1700000000 1 0 0 s%d\\n", i, i }' ;;
  numbers) printf '$1 -5 NaN 1e99 99999999999999999999999999 x\\n$2 -1 -1 -1 -1 y\\n' ;;
  'wrong ids') printf 'x 1 1 0 0 a\\n$ 1 1 0 0 b\\n%%5 1 1 0 0 c\\n$1x 1 1 0 0 d\\n' ;;
  escapes) evil; printf '$1 1700000000 1 0 0 '; evil ;;
  rubbish) head -c 3000000 /dev/urandom ;;
  *) printf '$0 1700000000 1 0 0 name\\n' ;;
  esac
}
control() {
  printf '%%begin 1 1 0\\n%%end 1 1 0\\n%%session-changed $0 x\\n'
  case $mode in
  'endless line') exec tr '\\0' x </dev/zero ;;
  'endless short lines') exec yes x ;;
  'endless notices') exec yes '%sessions-changed' ;;
  'endless answer') printf '%%begin 1 2 1\\n'; exec yes x ;;
  rubbish) exec cat /dev/urandom ;;
  nothing) exec sleep 3600 ;;
  esac
  n=2
  while read -r line; do
    for _ in 1 2 3 4 5 6; do
      printf '%%begin 1 %s 1\\n' $n; content; printf '%%end 1 %s 1\\n' $n; n=$((n+1))
    done
  done
}
case " $* " in
*' -V '*) echo 'tmux 3.4' ;;
*attach-session*) control ;;
*list-sessions*)
  case $mode in
  'many sessions') awk 'BEGIN { for (i = 0; i < 200000; i++) printf "$%d 0 4242 1700000000 3.4\\n", i }' ;;
  numbers) printf '$1 0 -5 99999999999999999999999 3.4\\n$2 0 NaN -1 \\n' ;;
  'wrong ids') printf 'x 0 1 1 1\\n$ 0 1 1 1\\n%%5 0 1 1 1\\n' ;;
  escapes) evil >&2; evil; exit 1 ;;
  rubbish) exec head -c 3000000 /dev/urandom ;;
  nothing) exec sleep 3600 ;;
  'endless line') exec tr '\\0' x </dev/zero ;;
  'endless short lines') exec yes x ;;
  *) printf '$0 0 4242 1700000000 3.4\\n' ;;
  esac ;;
*) content ;;
esac
`
