import type { Command } from '../../command/command.ts'

export const demo: Command = {
  name: 'demo',
  usage: '',
  summary: 'Open the screen with three simulated hosts and agents',
  details: `
The hosts are on this machine, embedded in fleetmux, and reached by your own ssh as real ones are.
Neither your tmux nor your ssh files are touched, and nothing is left behind.`,
  examples: [['demo', 'Look around']],
  flags: {},
  takes: [0, 0],
}
