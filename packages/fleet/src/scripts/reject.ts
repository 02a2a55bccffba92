import { DEAD_LETTER_LUA, REPLY_LUA, SIGNATURE_LUA } from './lua.ts'

/**
 * Takes the oldest message off the request list, keeps it as a dead letter and tells its sender, in one step.
 * KEYS  1 requests, 2 dead-letter list, 3 its byte count, 4 its sequence, 5 ledger totals, 6 reply list (any key when no reply)
 * ARGV  1 expected signature, 2 size limit the signature was made with, 3 entry as JSON without id, 4 max count, 5 max bytes,
 *       6 reply ('' = none), 7 reply time to live ms
 * Returns 1, or 0 when the list's oldest message is another one.
 */
export const REJECT_LUA: string = `${SIGNATURE_LUA}${DEAD_LETTER_LUA}${REPLY_LUA}
local head = redis.call('LINDEX', KEYS[1], -1)
if not head or signatureOf(head, tonumber(ARGV[2])) ~= ARGV[1] then return 0 end
local id = redis.call('INCR', KEYS[4])
keepDeadLetter(KEYS[2], KEYS[3], '{"id":' .. id .. ',' .. string.sub(ARGV[3], 2), tonumber(ARGV[4]), tonumber(ARGV[5]))
if ARGV[6] ~= '' then giveReply(KEYS[6], ARGV[6], tonumber(ARGV[7]), KEYS[5]) end
redis.call('HINCRBY', KEYS[5], 'rejected', 1)
redis.call('RPOP', KEYS[1])
return 1
`

/**
 * Puts a dead letter back to the end of the request list, or drops it.
 * KEYS 1 dead-letter list, 2 its byte count, 3 requests; ARGV 1 the entry, 2 'send' or 'drop', 3 the raw message to send
 */
export const TAKE_DEAD_LETTER_LUA: string = `
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
redis.call('DECRBY', KEYS[2], #ARGV[1])
if ARGV[2] == 'send' then redis.call('LPUSH', KEYS[3], ARGV[3]) end
return 1
`
