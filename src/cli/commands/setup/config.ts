import { existsSync } from 'node:fs'
import type { ConfigValue } from '../../../state/model/settings/config-value.ts'
import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'

const WORDS = ['path', 'show', 'validate']

export const config: Command = {
  name: 'config',
  usage: 'path | show [--origin] [--json] | validate',
  summary: 'Show the path and values of the configuration, or check it',
  details: `
An invalid value is reported with its place, and the last valid configuration is used until it is fixed;
an unknown key is reported and kept. An edit applies to a running screen at once.
Values of \`environment\` are not shown because they may be secrets.`,
  examples: [
    ['config path', 'Print the path of the configuration file'],
    ['config show --origin', 'Print all values and where each comes from'],
    ['config validate', 'Check the file after an edit'],
  ],
  flags: {
    origin: { kind: 'switch', about: 'show: where each value comes from' },
    json: { kind: 'switch', about: 'show: one JSON document' },
  },
  takes: [1, 1],
  first: WORDS,
  run: async call => {
    const [what = ''] = call.args
    if (what === 'path') return path(call)
    if (what === 'show') return show(call)
    if (what === 'validate') return validate(call)
    throw unknownSubCommand('config', what, WORDS)
  },
}

async function path(call: Call): Promise<number> {
  await call.print(await call.configPath())
  return DONE
}

/** Opens the fleet, which fails with all errors if the configuration is invalid. */
async function validate(call: Call): Promise<number> {
  await call.open([])
  const file = await call.configPath()
  call.say(
    existsSync(file) ? `${file} is valid.` : `${file} does not exist, so the defaults apply.`,
  )
  return DONE
}

async function show(call: Call): Promise<number> {
  const fleet = await call.open([])
  const shown = (await fleet.requests.configValues()).map(hidden)
  if (call.flags.is('json')) await call.print(toJson({ values: shown }))
  else for (const line of linesOf(call, shown)) await call.print(line)
  return DONE
}

function linesOf({ flags, terminal }: Call, values: readonly ConfigValue[]): string[] {
  const titles = ['KEY', 'VALUE', ...(flags.is('origin') ? ['FROM'] : [])]
  const rows = values.map(({ key, value, origin }) => [key, JSON.stringify(value), origin])
  // Lines are not cut in a narrow terminal, so that the source of each value is visible.
  const whole = { ...terminal, columns: Number.POSITIVE_INFINITY }
  return table(
    titles,
    rows.map(row => row.slice(0, titles.length)),
    whole,
  )
}

function hidden(value: ConfigValue): ConfigValue {
  return /(^|\.)environment\.[^.]+$/.test(value.key) ? { ...value, value: '(hidden)' } : value
}
