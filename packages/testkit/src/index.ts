export { cacheFolder, findProgram } from './find-program.ts'
export { expectNoProcesses, findProcesses, type FoundProcess } from './find-processes.ts'
export { findFreePort } from './free-port.ts'
export {
  type AnthropicStandIn,
  startAnthropicStandIn,
  type StandInMode,
  type StandInOptions,
  type StandInRequest,
} from './anthropic/stand-in.ts'
export { preset } from './preset.ts'
export { runReadmeExample } from './readme-example.ts'
export { startRedis, type StartRedisOptions, type TestClientOptions, type TestRedis } from './redis-server.ts'
export { STUB_CLAUDE_PATH } from './stub/stub-claude.ts'
export { CLAUDE_VERSION, installRealClaude } from './real-claude.ts'
