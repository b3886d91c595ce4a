import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that take long: by size, as a fresh clone sorts them, they would come last, and alone. */
const FIRST = [
  'test/checks.test.ts',
  'test/cli/start-up-files.test.ts',
  'test/backend/ssh/waiting.test.ts',
  'test/cli/commands/many-agents.test.ts',
  'test/backend/agents/find.test.ts',
  'test/cli/commands/tracked/reassign.test.ts',
  'test/backend/launch/launch.test.ts',
  'test/ui/terminal/exit.test.ts',
  'test/backend/connection/old-tmux.test.ts',
  'test/backend/host-script/client-end.test.ts',
  'test/backend/attach/screen.test.ts',
  'test/server/mcp.test.ts',
  'test/robot/broadcast.test.ts',
]

/** The order in which vitest starts the files of a run. */
export default class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isFirst = ({ moduleId }: TestSpecification) =>
      FIRST.includes(relative(this.ctx.config.root, moduleId))
    return [...sorted.filter(isFirst), ...sorted.filter(file => !isFirst(file))]
  }
}
