import type { Call, Command } from '../../command/command.ts'
import { SCRIPTS } from '../../command/completion-script.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'

export const completion: Command = {
  name: 'completion',
  usage: '[bash|zsh|fish]',
  summary: 'Print a script that lets your shell complete commands, flags, hosts and targets',
  details: `
Without a name it is for the shell in $SHELL. Hosts come from the configuration; targets are the
sessions of this machine. Sessions, paths and programs of another host are only completed over a connection
that is open already, because completion opens none.`,
  examples: [
    ['completion bash >> ~/.bashrc', 'bash'],
    ['completion zsh > "${fpath[1]}/_fleetmux"', 'zsh'],
    ['completion fish > ~/.config/fish/completions/fleetmux.fish', 'fish'],
  ],
  flags: {},
  takes: [0, 1],
  first: ['bash', 'zsh', 'fish'],
  run: script,
}

async function script(call: Call): Promise<number> {
  const shell = call.args[0] ?? call.environment.SHELL?.split('/').at(-1) ?? ''
  const text = SCRIPTS[shell]
  if (!text)
    throw usage(
      shell === ''
        ? 'The variable SHELL, which names your shell, is not set.'
        : `There is no completion for ${shell}.`,
      'Name a shell: bash, zsh or fish.',
    )
  await call.print(text)
  return DONE
}
