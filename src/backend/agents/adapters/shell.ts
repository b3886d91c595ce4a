import { SHELLS } from '../../../state/agents/program.ts'
import type { Adapter } from '../adapter.ts'
import { END } from '../pattern.ts'

/** The shell counts as an agent so that prompts can be sent to it: each prompt is run as a command line. */
export const shell: Adapter = {
  name: 'shell',
  find: null,
  key: null,
  submit: 0,
  processes: SHELLS,
  pane: { argv: [], prompt: 'typed' },
  headless: { argv: ['sh'], prompt: 'stdin' },
  flags: {},
  marks: { titles: [], screens: [] },
  rules: [
    {
      name: 'prompt',
      state: 'idle',
      where: 1,
      all: [`^.{0,120}[$#%>❯➜λ»][ \\t]*(?:\\^C)?${END}|^[➜❯λ] .*${END}`],
      confidence: 0.8,
    },
  ],
}
