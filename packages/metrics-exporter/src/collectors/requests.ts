import { Counter } from 'prom-client'
import type { Collector } from '../collector.ts'

/** Finished requests of the whole fleet, from its ledger. */
export const requests: Collector = {
  name: 'requests',
  collect({ snapshot }, registry) {
    if (!snapshot.isFresh || snapshot.fleet === null) return
    const help = 'Requests that were answered, by outcome; of the whole fleet.'
    const processed = new Counter({ name: 'ccsp_tasks_processed_total', help, labelNames: ['status'], registers: [registry] })
    const { byOutcome } = snapshot.fleet.ledger
    // Present from the first scrape: a counter that appears with its first increment loses that increment.
    processed.inc({ status: 'success' }, 0)
    for (const [status, count] of Object.entries(byOutcome)) processed.inc({ status }, count)
  },
}
