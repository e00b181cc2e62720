import { describe, expect, it } from '@jest/globals';
import { decide, noteText, type PolicyInput, stripForCustomer } from './policy.ts';

const input = (text: string, more: Partial<PolicyInput> = {}): PolicyInput => ({
  text,
  mentionsApp: false,
  policy: 'every',
  notePrefixes: [],
  replyPrefixes: [],
  ...more,
});

describe('a note that looks like a reply', () => {
  it.each([
    'note: he never pays',
    'Note: he never pays',
    '  NOTE : he never pays',
    '*note:* he never pays',
    '*Note*: he never pays',
    '_nota:_ he never pays',
    '"note: he never pays',
    '> note: he never pays',
    '@Centralita note: he never pays',
    '@Centralita, note: he never pays',
    'ｎｏｔｅ： he never pays',
    '\u200bnote: he never pays',
    '! he never pays',
    '!he never pays',
    '// he never pays',
    ';; he never pays',
    '\\\\ he never pays',
    '🔒 he never pays',
    ':lock: he never pays',
    'private: he never pays',
    'Privado: he never pays',
    '- interno: he never pays',
    '(team: he never pays)',
  ])('%s', (text) => {
    for (const policy of ['every', 'mention', 'notes'] as const) {
      const decision = decide(input(text, { policy, mentionsApp: true }));
      expect(decision.to).toBe('note');
      if (decision.to === 'note') expect(decision.text).toContain('he never pays');
    }
  });

  it.each(['Notebooks: we have three', 'The note: read it', 'Nothing', 'r u there?', '-5 degrees', '¡Hola!'])(
    '%s is none',
    (text) => {
      expect(noteText(text)).toBeUndefined();
      expect(decide(input(text)).to).toBe('customer');
    },
  );

  it('may have prefixes of the team’s own', () => {
    expect(noteText('psst he never pays', ['psst'])).toBe('he never pays');
    expect(noteText('intern : he never pays', ['intern:'])).toBe('he never pays');
  });
});

describe('the reply policy', () => {
  it('keeps inside what begins with a mention of a colleague', () => {
    expect(decide(input('@Bea can you look?', { firstMention: 'person' }))).toEqual({
      to: 'nobody',
      reason: 'looks_internal',
    });
  });

  it('sends only what is addressed to the app where that is wanted', () => {
    const policy = 'mention' as const;
    expect(decide(input('Good morning', { policy }))).toEqual({ to: 'nobody', reason: 'needs_prefix' });
    expect(
      decide(input('@Centralita Good morning', { policy, mentionsApp: true, firstMention: 'app' })).to,
    ).toBe('customer');
    const reply = decide(input('reply: Good morning', { policy }));
    expect(reply.to).toBe('customer');
    if (reply.to === 'customer')
      expect(stripForCustomer('reply: Good ½ morning', 'Centralita', reply.strip)).toBe('Good ½ morning');
  });

  it('sends nothing where only notes are written, not even what is addressed', () => {
    expect(decide(input('reply: Hello', { policy: 'notes', mentionsApp: true }))).toEqual({
      to: 'nobody',
      reason: 'notes_only',
    });
  });

  it('takes the mention of the app away, and nothing else', () => {
    expect(stripForCustomer('@Centralita: Good morning @Ana', 'Centralita', undefined)).toBe(
      'Good morning @Ana',
    );
    expect(stripForCustomer('@Centralitas are great', 'Centralita', undefined)).toBe(
      '@Centralitas are great',
    );
  });

  it('stays quick with long and strange text', () => {
    const begin = performance.now();
    for (const text of [
      '*'.repeat(40_000),
      `${'@a '.repeat(13_000)}`,
      `${' '.repeat(40_000)}note`,
      `${'@x:'.repeat(10_000)}`,
    ])
      decide(input(text));
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});
