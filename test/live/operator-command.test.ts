import { describe, expect, it } from 'vitest'
import { parseCommand } from '../../pipeline/live/operator-command.ts'

describe('an operator’s command', () => {
  const told = { actor: 'jo', reason: 'feed looks wrong' }

  it.each([
    [
      { verb: 'halt', ...told },
      { verb: 'halt', ...told },
    ],
    [
      { verb: 'resume', portfolio: 'bold', resetHighWater: true, atAnyPrice: false, ...told },
      { verb: 'resume', portfolio: 'bold', resetHighWater: true, ...told },
    ],
  ])('is read', (value, command) => expect(parseCommand(value)).toEqual(command))

  it.each([
    [null, 'there is no command "undefined", but halt, reduce, resume, flatten'],
    [{ verb: 'sell', ...told }, 'there is no command "sell"'],
    [{ verb: 'halt', reason: 'x' }, 'halt needs an actor: it is kept with the command'],
    [{ verb: 'halt', actor: 'jo', reason: ' ' }, 'halt needs a reason'],
    [{ verb: 'halt', actor: 'jo', reason: 'x'.repeat(1_001) }, 'a reason has at most 1000 characters, had 1001'],
    [{ verb: 'halt', portfolio: 3, ...told }, 'a portfolio is called by name'],
  ])('is refused: %j', (value, message) => expect(() => parseCommand(value)).toThrow(message))
})
