import { z } from 'zod'
import { choice } from '../setting.ts'

export const logSection = z.strictObject({
  level: choice(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
    description: 'Least important messages that are logged. Prompts and replies appear at trace only',
    ja: '記録する最低の重要度。プロンプトと応答は trace のみ',
    default: 'info',
    aliases: ['LOG_LEVEL'],
    synonyms: { warning: 'warn', http: 'debug', verbose: 'debug', silly: 'trace' },
  }),
})
