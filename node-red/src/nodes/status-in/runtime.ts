import type { Definition, Red, RedNode } from '../../red.ts';
import type { Bound } from '../../shared/bind.ts';
import { messageOf } from '../../shared/message.ts';
import { runTrigger } from '../../shared/trigger.ts';
import { wordsOf } from '../../shared/words.ts';

interface Properties extends Bound {
  /** Statuses with commas between them; empty: all. */
  readonly statuses?: string;
}

export const registerStatusIn = (red: Red): void => {
  red.nodes.registerType('centralita-status-in', function (this: RedNode, config: Definition<Properties>) {
    const statuses = wordsOf(config.statuses);
    runTrigger(red, this, config, () => ({
      types: ['message.status'],
      wants: (event) =>
        event.type === 'message.status' && (statuses.length === 0 || statuses.includes(event.data.status)),
      messages: messageOf,
    }));
  });
};
