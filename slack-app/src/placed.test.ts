import type { ConversationView } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import { describe, expect, it } from '@jest/globals';
import type { Parts } from './parts.ts';
import { placedView } from './placed.ts';

const conversation = 'cv_1' as ConversationId;
const unplaced = { id: conversation, state: 'open' } as ConversationView;
const placed = { ...unplaced, route: { summary: { en: 'sales', es: 'ventas' } } } as ConversationView;

/** A hub whose rules decide after so many looks. */
const hubThat = (decidesAfter: number, hasRules = true) => {
  let looks = 0;
  const parts = {
    hub: { conversation: async () => (++looks > decidesAfter ? placed : unplaced) },
    directory: { hasRules: async () => hasRules },
    realNow: () => looks * 100,
  } as unknown as Parts;
  return { parts, looks: () => looks };
};
const never = new AbortController().signal;

describe('where a new conversation belongs', () => {
  it('is known once the rules have decided, and waited for until then', async () => {
    const { parts } = hubThat(5);
    expect(await placedView(parts, { conversation, at: 0 }, never)).toBe(placed);
  });
  it('is not waited for where there are no rules', async () => {
    const { parts, looks } = hubThat(5, false);
    expect(await placedView(parts, { conversation, at: 0 }, never)).toBe(unplaced);
    expect(looks()).toBe(1);
  });
  it('is not waited for without end: what nobody places is shown all the same', async () => {
    const { parts, looks } = hubThat(1000);
    expect(await placedView(parts, { conversation, at: 0 }, never)).toBe(unplaced);
    expect(looks()).toBe(30);
  });
  it('is found out later by a hub that ends meanwhile', async () => {
    const { parts } = hubThat(1000);
    const wait = placedView(parts, { conversation, at: 0 }, AbortSignal.abort());
    await expect(wait).rejects.toThrow('not placed this conversation yet');
  });
});
