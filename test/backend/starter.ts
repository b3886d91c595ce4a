import { start } from '../../src/backend/process.ts'

// Starts one process that would outlive it, says which, and leaves by itself.
const child = start({ file: 'sleep', args: ['600'] })
process.stdout.write(`${child.pid}\n`, () => process.exit(0))
