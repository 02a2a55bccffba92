export { cacheFolder, findProgram } from './find-program.ts'
export { findFreePort } from './free-port.ts'
export { preset } from './preset.ts'
export { startRedis, type StartRedisOptions, type TestClientOptions, type TestRedis } from './redis-server.ts'
