import { z } from 'zod'
import { optionalText } from '../setting.ts'

export const githubSection = z.strictObject({
  token: optionalText({
    description: 'Token for notifications as GitHub issues',
    ja: 'GitHub issue による通知のトークン',
    isSecret: true,
    aliases: ['GITHUB_TOKEN'],
  }),
})
