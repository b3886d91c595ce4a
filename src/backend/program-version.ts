import pkg from '../../package.json' with { type: 'json' }

/** The version of this fleetmux. */
export const PROGRAM_VERSION: string = pkg.version
