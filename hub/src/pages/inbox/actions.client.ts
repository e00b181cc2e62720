/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import { call, Refused } from '@centralita/sandbox/phone/http.client';
import { acting, me, needMe } from '../common/person.client.ts';

/** What one does with a conversation. Each answers it as it is then. */
export interface Actions {
  claim(takeOver?: boolean): void;
  assign(to: string | null): void;
  moveTo(team: string): void;
  snooze(until: number): void;
  close(): void;
  reopen(): void;
  tag(change: { readonly add?: readonly string[]; readonly remove?: readonly string[] }): void;
  setPriority(priority: number): void;
}

export const createActions = (
  id: ConversationId,
  on: {
    done(view: ConversationView): void;
    /** `again` where the person may insist. */
    failed(error: unknown, again?: () => void): void;
  },
): Actions => {
  const act = (what: string, body: Record<string, unknown>, again?: () => void): void => {
    call<ConversationView>('POST', `/v1/conversations/${id}/${what}`, { ...body, ...acting() }).then(
      on.done,
      (error: unknown) =>
        on.failed(
          error,
          error instanceof Refused && error.code === 'conversation_claimed' ? again : undefined,
        ),
    );
  };
  const claim = (takeOver = false): void => {
    if (!needMe()) return;
    act('claim', takeOver ? { takeOver } : {}, () => claim(true));
  };
  return {
    claim,
    assign: (to) => {
      if (to !== null && to === me()?.id) claim(true);
      else act('assign', { to });
    },
    moveTo: (team) => act('move', { team }),
    snooze: (until) => act('snooze', { until }),
    close: () => act('close', {}),
    reopen: () => act('reopen', {}),
    tag: (change) => act('tags', change),
    setPriority: (priority) => act('priority', { priority }),
  };
};
