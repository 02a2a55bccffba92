import { PRIORITIES } from '@ccsp/fleet'
import { Gauge } from 'prom-client'
import type { Collector } from '../collector.ts'

/** The request queue by priority. */
export const queue: Collector = {
  name: 'queue',
  collect({ snapshot }, registry) {
    if (!snapshot.isFresh || snapshot.fleet === null) return
    const state = snapshot.fleet.queue
    const registers = [registry]
    const size = new Gauge({
      name: 'ccsp_queue_size',
      help: 'Requests that wait on the queue.',
      labelNames: ['priority'],
      registers,
    })
    for (const priority of PRIORITIES) size.set({ priority }, state.byPriority[priority].waiting)
    const jobs = new Gauge({ name: 'ccsp_queue_jobs', help: 'Jobs on the queue by state.', labelNames: ['state'], registers })
    for (const name of ['waiting', 'active', 'delayed', 'completed', 'failed'] as const) jobs.set({ state: name }, state[name])
    new Gauge({ name: 'ccsp_queue_paused', help: '1 while the queue hands out no jobs.', registers }).set(state.isPaused ? 1 : 0)
  },
}
