import { type Adapter, FLAGS, type Flags, PROMPT, type StartLine } from './adapter.ts'
import { anyCommand, bundled, type Catalogue, createCatalogue } from './catalogue.ts'
import type { WrittenAgent, WrittenAgents } from './custom-schema.ts'
import type { Rule } from './rule.ts'

/** The bundled agents and the user's own agents; the user's come first. */
export function catalogueOf(agents: WrittenAgents = {}): Catalogue {
  return createCatalogue(Object.entries(agents).map(([name, written]) => toAdapter(name, written)))
}

function toAdapter(name: string, written: WrittenAgent): Adapter {
  const { command, headless, version, processes, rules = [] } = written
  const base = bundled.get(written.like ?? name) ?? anyCommand(command?.[0] ?? name)
  const program = command?.[0] ?? base.find?.commands[0] ?? name
  const own = command ?? headless
  return {
    ...base,
    name,
    find: own ? { commands: [program], version: version ?? '--version' } : base.find,
    key: written.key === undefined ? base.key : written.key,
    submit: written.submit ?? base.submit,
    processes: processes ?? (command ? [program.split('/').at(-1) ?? program] : base.processes),
    ...(written.like !== undefined && { starts: [written.like], runsAs: written.like }),
    ...(written.acp && { acp: written.acp }),
    ...(command && { pane: toWay(command, 'typed'), resume: undefined }),
    ...(headless && { headless: toWay(headless, 'stdin') }),
    flags: { ...base.flags, ...flagsOf(written) },
    rules: [...rules.flatMap(toRule), ...base.rules.filter(rule => !isNamed(rules, rule))],
  }
}

/**
 * Converts a command from the configuration. If the command contains `{prompt}`, the prompt is passed as that argument.
 * If not, the prompt is passed in the way `otherwise`.
 */
function toWay(command: readonly string[], otherwise: StartLine['prompt']): StartLine {
  const argv = command.map(each => (each === '{prompt}' ? PROMPT : each))
  const [program = '', ...rest] = argv
  return {
    argv: argv.includes(FLAGS) ? argv : [program, FLAGS, ...rest],
    prompt: argv.includes(PROMPT) ? 'argument' : otherwise,
  }
}

function flagsOf({ model, resume, allow, deny }: WrittenAgent): Flags {
  return {
    ...(model && { model }),
    ...(resume && { resume }),
    ...(allow && { allow }),
    ...(deny && { deny }),
  }
}

function toRule({ off, ...rule }: NonNullable<WrittenAgent['rules']>[number]): Rule[] {
  return off ? [] : [{ ...rule, own: true }]
}

function isNamed(rules: NonNullable<WrittenAgent['rules']>, { name }: Rule): boolean {
  return rules.some(rule => rule.name === name)
}
