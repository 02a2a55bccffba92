import { Gauge } from 'prom-client'
import type { Collector } from '../collector.ts'

/** What this daemon is. */
export const service: Collector = {
  name: 'service',
  collect({ isSimulated, version }, registry) {
    const registers = [registry]
    new Gauge({
      name: 'ccsp_build_info',
      help: 'Always 1; its labels tell the version.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version, node: process.version }, 1)
    const help = '1 when requests are answered by the simulator instead of Claude.'
    new Gauge({ name: 'ccsp_simulation', help, registers }).set(isSimulated ? 1 : 0)
  },
}
