import { Gauge } from 'prom-client'
import type { Collector } from '../collector.ts'

/** Whether Redis answers. */
export const redis: Collector = {
  name: 'redis',
  collect({ snapshot }, registry) {
    const registers = [registry]
    new Gauge({ name: 'ccsp_redis_up', help: '1 when Redis answered this scrape in time.', registers }).set(
      snapshot.isFresh ? 1 : 0,
    )
    const staleSeconds = snapshot.staleSince === null ? 0 : (Date.parse(snapshot.at) - Date.parse(snapshot.staleSince)) / 1000
    const help = 'Age of the newest known state of the fleet; 0 while Redis answers.'
    new Gauge({ name: 'ccsp_snapshot_stale_seconds', help, registers }).set(staleSeconds)
  },
}
