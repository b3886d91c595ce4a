import type { Command } from '../../command/command.ts'

export const demo: Command = {
  name: 'demo',
  usage: '',
  summary: 'Open the screen with three simulated hosts and agents',
  details: `
The hosts run on this machine, embedded in fleetmux, and are reached by your own ssh like real ones.
Your tmux server and ssh files are not changed, and nothing is left behind.`,
  examples: [['demo', 'Look around']],
  flags: {},
  takes: [0, 0],
}
