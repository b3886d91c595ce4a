import { capture } from './process.ts'
import { unique } from './unique.ts'

/** Runs tmux. A new session takes the place of one with the same name. */
export async function runTmux(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const tmux = (line: readonly string[]) => capture('tmux', ['-f', '/dev/null', ...line], { env })
  try {
    return await tmux(args)
  } catch (thrown) {
    const { aside, end } = replacing(args, thrown)
    await tmux(aside)
    const made = await tmux(args)
    await tmux(end)
    return made
  }
}

/**
 * How a session takes the place of one with the same name: that one is put aside, and ends last, since a server without
 * a session ends too. A test that failed and is tried again needs this: its first try has left its sessions.
 * @throws `thrown`, if it says something else.
 */
export function replacing(args: readonly string[], thrown: unknown) {
  const [, name] = /duplicate session: (.*)/.exec(String(thrown)) ?? []
  const at = args.findIndex(word => word === 'new-session' || word === 'rename-session')
  if (name === undefined || at < 0) throw thrown
  const [server, before] = [args.slice(0, at), unique('first-try')]
  return {
    aside: [...server, 'rename-session', '-t', `=${name}`, before],
    end: [...server, 'kill-session', '-t', `=${before}`],
  }
}
