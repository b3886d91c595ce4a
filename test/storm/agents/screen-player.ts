import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { recorded } from '../../backend/agents/recorded.ts'
import { until } from '../../lab/process.ts'
import type { StormAgent, Tmux, Truth } from './storm-agent.ts'

/** Shows the file that it reads the name of; a single key answers what the file asks. */
const PLAYER = `stty -echo
while IFS= read -r word; do
  case $word in
    /*) printf '\\033[?25l\\033[H\\033[2J\\033[3J'; cat "$word" ;;
  esac
done
`

/** An agent that shows what a real one drew, where none is installed. */
export async function startPlayer(
  kind: string,
  place: { readonly host: string; readonly session: string; readonly tmux: Tmux },
): Promise<StormAgent> {
  const dir = await mkdtemp(join(tmpdir(), 'fms-'))
  await writeFile(join(dir, 'player'), PLAYER)
  const screens = recorded().filter(each => each.agent === kind && !each.evidence.dead)
  for (const { name, evidence } of screens)
    await writeFile(join(dir, name.replaceAll('/', '.')), evidence.lines.join('\n').trimEnd())
  const ofState = (state: Truth) => screens.filter(each => each.state === state)
  const { host, session, tmux } = place
  let now: Truth = 'idle'
  const show = async (state: Truth) => {
    const all = ofState(state)
    const one = all[Math.floor(Math.random() * all.length)]
    if (!one) return
    await tmux('send-keys', '-t', `=${session}:`, join(dir, one.name.replaceAll('/', '.')), 'Enter')
    now = state
  }
  const command = `exec bash -c 'exec -a ${kind} bash ${join(dir, 'player')}'`
  await tmux('new-session', '-d', '-s', session, '-x', '100', '-y', '40', command)
  await tmux('set-option', '-w', '-t', `=${session}:`, 'remain-on-exit', 'on')
  await show('idle')
  return {
    ...{ kind, host, session, isPlayed: true },
    truth: () => now,
    async prompt() {
      await show(now === 'idle' ? 'working' : now === 'working' ? 'waiting' : 'idle')
    },
    async kill() {
      const pid = await tmux('display-message', '-p', '-t', `=${session}:`, '#{pane_pid}')
      process.kill(Number(pid), 'SIGKILL')
      now = 'failed'
    },
    async restart() {
      await until('its end', async () =>
        (await tmux('display-message', '-p', '-t', `=${session}:`, '#{pane_dead}')).includes('1'),
      )
      await tmux('respawn-pane', '-t', `=${session}:`, command)
      await wait(300)
      await show('idle')
    },
    leave: () => show('idle'),
    close: () => rm(dir, { recursive: true, force: true }),
  }
}
