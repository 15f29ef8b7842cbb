/** Where an intent of this instant comes from. */
export const PENDING = { none: 0, decision: 1, exit: 2, trim: 3, flatten: 4, policy: 5 } as const
