import type { Redis } from 'ioredis'
import { BULL_DELAYED_KEYS, BULL_PRIORITIZED_KEYS, ENQUEUE_DELAYED_LUA, ENQUEUE_PRIORITIZED_LUA, OWN_KEYS } from './enqueue.ts'
import { BULL_PAUSE_KEYS, END_PAUSE_LUA } from './pause.ts'
import { PEEK_LUA } from './peek.ts'
import { REJECT_LUA, TAKE_DEAD_LETTER_LUA } from './reject.ts'
import { SETTLE_LUA } from './settle.ts'

type Argument = string | number | Buffer

/** Our scripts as commands of a connection; ioredis sends them by hash and loads them where they are missing. */
export interface FleetCommands {
  ccspPeekBuffer(...keysAndArguments: Argument[]): Promise<(Buffer | number)[]>
  ccspEnqueuePrioritized(...keysAndArguments: Argument[]): Promise<[EnqueueStatus, string]>
  ccspEnqueueDelayed(...keysAndArguments: Argument[]): Promise<[EnqueueStatus, string]>
  ccspReject(...keysAndArguments: Argument[]): Promise<number>
  ccspTakeDeadLetter(...keysAndArguments: Argument[]): Promise<number>
  ccspSettle(...keysAndArguments: Argument[]): Promise<number>
  ccspEndPause(...keysAndArguments: Argument[]): Promise<number>
}

export type EnqueueStatus = 'queued' | 'duplicate' | 'moved' | 'full'

/** A connection to Redis that knows our scripts. */
export type FleetRedis = Redis & FleetCommands

export const FLEET_SCRIPTS: Record<string, { lua: string; numberOfKeys: number }> = {
  ccspPeek: { lua: PEEK_LUA, numberOfKeys: 1 },
  ccspEnqueuePrioritized: { lua: ENQUEUE_PRIORITIZED_LUA, numberOfKeys: OWN_KEYS + BULL_PRIORITIZED_KEYS.length },
  ccspEnqueueDelayed: { lua: ENQUEUE_DELAYED_LUA, numberOfKeys: OWN_KEYS + BULL_DELAYED_KEYS.length },
  ccspReject: { lua: REJECT_LUA, numberOfKeys: 6 },
  ccspTakeDeadLetter: { lua: TAKE_DEAD_LETTER_LUA, numberOfKeys: 3 },
  ccspSettle: { lua: SETTLE_LUA, numberOfKeys: 5 },
  ccspEndPause: { lua: END_PAUSE_LUA, numberOfKeys: 1 + BULL_PAUSE_KEYS.length },
}
