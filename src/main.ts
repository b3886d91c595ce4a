process.stdout.write('fleetmux\n')
