/**
 * Ends a pause whose time has come, if it is still the one that was read.
 * KEYS 1 pause; ARGV 1 the pause as read. Returns 1 when the caller is to resume the queue.
 */
export const END_PAUSE_LUA: string = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1
`
