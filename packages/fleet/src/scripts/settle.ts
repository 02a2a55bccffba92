import { REPLY_LUA } from './lua.ts'

/**
 * Records what came of a job, replies and accounts for it: once, in one step. Whoever comes second changes nothing.
 * KEYS  1 outcome, 2 reply list, 3 in-flight key, 4 ledger totals, 5 ledger records
 * ARGV  1 job id, 2 outcome JSON, 3 its time to live ms, 4 reply ('' = none), 5 reply time to live ms, 6 ledger record JSON,
 *       7 most ledger records to keep, 8.. pairs: field of the totals, increment
 * Returns 1, or 0 when the job was settled before.
 */
export const SETTLE_LUA: string = `${REPLY_LUA}
if not redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3], 'NX') then return 0 end
if ARGV[4] ~= '' then
  giveReply(KEYS[2], ARGV[4], tonumber(ARGV[5]), KEYS[4])
end
if redis.call('GET', KEYS[3]) == 'j' .. ARGV[1] then
  if ARGV[4] == '' then redis.call('DEL', KEYS[3]) else redis.call('SET', KEYS[3], 'r' .. redis.sha1hex(ARGV[4]), 'PX', ARGV[5]) end
end
for index = 8, #ARGV, 2 do redis.call('HINCRBY', KEYS[4], ARGV[index], ARGV[index + 1]) end
redis.call('XADD', KEYS[5], 'MAXLEN', '~', ARGV[7], '*', 'record', ARGV[6])
return 1
`
