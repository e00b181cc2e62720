/// <reference lib="dom" />
import type { ConversationId } from '@centralita/core/model';
import { call } from '@centralita/sandbox/phone/http.client';
import { me } from '../common/person.client.ts';

const renewAfter = 60_000;

/** Tells the others that one is writing, as long as one does; the hub forgets it after two minutes by itself. */
export const createWriting = (conversation: ConversationId) => {
  let said = 0;
  const tell = (release: boolean): void => {
    const mine = me();
    if (!mine) return;
    void call('POST', `/v1/conversations/${conversation}/lock`, {
      by: mine.id,
      ...(release ? { release: true } : {}),
    }).catch(() => undefined);
  };
  return {
    /** There is something in the box. */
    writes: (): void => {
      if (Date.now() - said < renewAfter) return;
      said = Date.now();
      tell(false);
    },
    /** It is empty again, or one went elsewhere. */
    stops: (): void => {
      if (said === 0) return;
      said = 0;
      tell(true);
    },
  };
};
