import { Gauge } from 'prom-client'
import type { Collector } from '../collector.ts'

/** The CLI's login. */
export const login: Collector = {
  name: 'login',
  collect({ snapshot }, registry) {
    if (!snapshot.isFresh || snapshot.fleet === null) return
    const help = 'Login of the Claude CLI: 1 usable as far as is known, 0 expired and waiting for someone to log in.'
    new Gauge({ name: 'ccsp_session_status', help, registers: [registry] }).set(snapshot.fleet.login.isBlocked ? 0 : 1)
  },
}
