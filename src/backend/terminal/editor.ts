import { isInstalled } from '../pool/installed.ts'

/** Editors that are looked for if none is set. git takes vi; small machines and containers may have only nano. */
const USUAL = ['vi', 'nano'] as const

/** The command line of the user's editor. */
export async function editorOf(env: NodeJS.ProcessEnv): Promise<string> {
  const set = env['VISUAL'] || env['EDITOR']
  if (set) return set
  for (const name of USUAL) if (await isInstalled(name, env)) return name
  return USUAL[0]
}
