import { keepHost } from '../../../src/backend/hosts/keep-host.ts'

/** One of many processes: adds a host to the configuration. */
const [path = '', host = ''] = process.argv.slice(2)
await keepHost({ host, change: { tags: ['many'] }, isNew: true }, path)
