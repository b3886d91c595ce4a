import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { skillText } from '../../command/skill-text.ts'

/** `commands` returns the table of all commands. It is a function because the table also contains this command. */
export const skill = (commands: () => readonly Command[]): Command => ({
  name: 'skill',
  usage: '',
  summary: 'Print a SKILL.md that teaches an agent to use fleetmux',
  details: `
Generated from the same table as the help. Put it into the skills directory of your agent, in a folder named after the
skill: fleetmux skill > ~/.claude/skills/fleetmux/SKILL.md`,
  examples: [['skill', 'The file, on stdout']],
  flags: {},
  takes: [0, 0],
  run: call => printSkill(call, commands()),
})

async function printSkill(call: Call, commands: readonly Command[]): Promise<number> {
  for (const line of skillText(commands).trimEnd().split('\n')) await call.print(line)
  return DONE
}
