import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CentralitaError } from '../model/codes.ts';
import {
  makeKeywords,
  optInPayload,
  optOutPayload,
  recogniseConsent,
  recogniseConsentIn,
} from './keywords.ts';
import { consentWords, type KeywordLanguage } from './words.ts';

const state = (text: unknown, context = {}) => recogniseConsent(text, undefined, context)?.state;
const languages = Object.keys(consentWords) as KeywordLanguage[];

describe('what people write in each language', () => {
  it.each([
    [
      'es',
      ['STOP', 'BAJA', 'Parar', 'salir', 'darme de baja', 'Quiero darme de baja.', 'cancelar suscripcion'],
    ],
    ['en', ['Stop', 'STOPALL', 'unsubscribe', 'opt-out', 'OPT OUT', 'Don’t message me!', 'no more messages']],
    ['pt', ['SAIR', 'parar', 'descadastrar', 'Não quero mais mensagens', 'nao quero receber mais mensagens']],
    ['fr', ['ARRÊT', 'arret', 'Arrêtez !', 'se désabonner', 'DESINSCRIRE', 'ne m’écrivez plus']],
    ['de', ['STOPP', 'abmelden', 'Abbestellen', 'Keine Nachrichten mehr!', 'vom Newsletter abmelden']],
    ['it', ['stop', 'disiscrivimi', 'Cancellami', 'annulla l’iscrizione', 'NON VOGLIO PIÙ MESSAGGI']],
  ])('%s withdraws', (_, texts) => {
    expect(texts.map((text) => [text, state(text)])).toEqual(texts.map((text) => [text, 'withdrawn']));
  });

  it.each([
    ['es', ['ALTA', 'alta!', 'darme de alta', 'Suscribirme']],
    ['en', ['START', 'subscribe', 'opt-in', 'UNSTOP']],
    ['pt', ['subscrever', 'Quero receber mensagens', 'start']],
    ['fr', ['s’abonner', 'Je m’abonne', 'START']],
    ['de', ['abonnieren', 'Newsletter abonnieren', 'start']],
    ['it', ['Iscrivimi alla newsletter', 'voglio ricevere messaggi', 'start']],
  ])('%s grants', (_, texts) => {
    expect(texts.map((text) => [text, state(text)])).toEqual(texts.map((text) => [text, 'granted']));
  });

  it.each([
    ['es', ['cancelar', 'Cancela', 'anular', 'basta', 'fin', 'eliminar']],
    ['en', ['CANCEL', 'end', 'quit', 'exit', 'revoke']],
    ['pt', ['cancelar', 'remover', 'fim', 'encerrar']],
    ['fr', ['annuler', 'fin', 'quitter']],
    ['de', ['ende', 'Löschen', 'loeschen', 'abbrechen']],
    ['it', ['ANNULLA', 'basta', 'fine', 'esci']],
  ])('%s: ordinary answers withdraw only when they answer marketing', (_, texts) => {
    expect(texts.map((text) => state(text))).toEqual(texts.map(() => undefined));
    expect(texts.map((text) => state(text, { afterMarketing: true }))).toEqual(texts.map(() => 'withdrawn'));
  });

  it('knows every word it lists, in upper case, without accents and with signs around it', () => {
    for (const language of languages) {
      const { withdraw, grant } = consentWords[language];
      const lists = [
        ['withdrawn', Object.values(withdraw).flat()],
        ['granted', Object.values(grant).flat()],
      ] as const;
      for (const [expected, words] of lists) {
        for (const word of words) {
          const plain = word.normalize('NFD').replace(/\p{M}/gu, '');
          for (const text of [word, word.toUpperCase(), plain, ` «${word}» 🙏\n`, `*${word}*`]) {
            expect([text, state(text, { afterMarketing: true })]).toEqual([text, expected]);
          }
        }
      }
    }
  });

  it('names the word, and the language where only one has it', () => {
    expect(recogniseConsent('dárme de baja')).toEqual({
      state: 'withdrawn',
      purposes: 'all',
      source: 'keyword',
      keyword: 'darme de baja',
      language: 'es',
    });
    expect(recogniseConsent('stop')?.language).toBe('any');
    expect(recogniseConsent('parar')?.language).toBe('any');
    expect(recogniseConsent('sair')?.language).toBe('pt');
  });
});

describe('what is not an opt-out', () => {
  it.each([
    'no',
    'No, gracias',
    'sí',
    'yes',
    'oui',
    'ok',
    'no me interesa',
    'stop by the shop',
    'please stop',
    'bus stop',
    'nonstop',
    'STOPPEN',
    'la planta baja',
    'trabajar',
    'baja baja',
    'BAJA2',
    'S T O P',
    'st op',
    'sto\np',
    'anmelden',
    'iniciar',
    'constructor',
    '__proto__',
    'toString',
    '',
    '   ',
    '🛑',
    '!!!',
    '\ud800',
  ])('%j says nothing', (text) => {
    expect(recogniseConsent(text)).toBeUndefined();
  });

  it.each([[undefined], [null], [1], [{}], [['stop']], [true], [new String('stop')]])(
    '%p is no text',
    (value) => {
      expect(recogniseConsent(value)).toBeUndefined();
    },
  );

  it('takes a word for a word whatever is invisible in it', () => {
    expect(state('\u202eS\u200bT\u200dO\u2060P\u202c\ufeff')).toBe('withdrawn');
    expect(state('ＢＡＪＡ')).toBe('withdrawn');
    expect(state('SALİR')).toBe('withdrawn');
    expect(state('BAJA\ud83d')).toBe('withdrawn');
  });

  it('never matches a word inside a longer message', () => {
    const words = [...makeKeywords().words.keys()];
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.stringMatching(/^[a-z]{1,12}$/), (word, other) => {
        fc.pre(!words.includes(`${word} ${other}`) && !words.includes(`${other} ${word}`));
        return state(`${word} ${other}`) === undefined && state(`${other} ${word}`) === undefined;
      }),
    );
  });

  it('does nothing with long texts', () => {
    expect(state(`stop${'!'.repeat(1_000_000)}`)).toBeUndefined();
    const long = 'stop '.repeat(200_000);
    const started = performance.now();
    for (let index = 0; index < 100_000; index += 1) recogniseConsent(long);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('takes neither a question nor a refusing sign for a grant, and both for a withdrawal', () => {
    for (const text of ['ALTA?', '¿Alta?', '❌ ALTA', 'start 🚫', '~alta~', '👎 alta']) {
      expect([text, state(text)]).toEqual([text, undefined]);
    }
    expect(state('ALTA 👍')).toBe('granted');
    expect(state('¿BAJA?')).toBe('withdrawn');
    expect(state('❌ BAJA')).toBe('withdrawn');
  });
});

describe('makeKeywords', () => {
  it('adds and leaves out words', () => {
    const keywords = makeKeywords({
      withdraw: ['Ya no más', 'ÇIKIŞ'],
      grant: ['Volver a empezar'],
      exclude: ['alta', 'BAJA'],
    });
    expect(recogniseConsent('ya no mas!', keywords)).toMatchObject({
      state: 'withdrawn',
      keyword: 'Ya no más',
    });
    expect(recogniseConsent('çıkış', keywords)).toMatchObject({ state: 'withdrawn', language: 'any' });
    expect(recogniseConsent('volver a empezar', keywords)?.state).toBe('granted');
    expect(recogniseConsent('alta', keywords)).toBeUndefined();
    expect(recogniseConsent('baja', keywords)).toBeUndefined();
    expect(recogniseConsent('darme de baja', keywords)?.state).toBe('withdrawn');
  });

  it('looks as far as its longest word', () => {
    const word = 'quisiera que ya no me enviaran ningún mensaje de ningún tipo nunca más';
    expect(recogniseConsent(word.toUpperCase(), makeKeywords({ withdraw: [word] }))?.keyword).toBe(word);
  });

  it('takes some languages only', () => {
    const keywords = makeKeywords({ languages: ['de'] });
    expect(recogniseConsent('stopp', keywords)?.language).toBe('de');
    expect(recogniseConsent('stop', keywords)?.language).toBe('de');
    expect(recogniseConsent('baja', keywords)).toBeUndefined();
  });

  it('counts doubtful words always or never when told so', () => {
    expect(recogniseConsent('cancelar', makeKeywords({ doubtful: 'always' }))?.state).toBe('withdrawn');
    const never = makeKeywords({ doubtful: 'never' });
    expect(recogniseConsent('cancelar', never, { afterMarketing: true })).toBeUndefined();
    expect(recogniseConsent('baja', never)?.state).toBe('withdrawn');
  });

  it.each([
    [{ withdraw: ['!!!'] }],
    [{ grant: [''] }],
    [{ grant: ['Stop'] }],
    [{ withdraw: ['hola'], grant: ['¡Hola!'] }],
    [{ optOutPayloads: ['x'], optInPayloads: ['x'] }],
    [{ optOutPayloads: [''] }],
  ])('refuses %j', (options) => {
    expect(() => makeKeywords(options)).toThrow(CentralitaError);
  });

  it('has no word that does both', () => {
    for (const language of languages) {
      expect(() => makeKeywords({ languages: [language] })).not.toThrow();
    }
  });
});

describe('recogniseConsentIn', () => {
  const keywords = makeKeywords({
    optOutPayloads: ['no-more', { payload: 'no-offers', purposes: ['marketing'] }],
    optInPayloads: ['yes-please'],
  });
  const of = (content: Parameters<typeof recogniseConsentIn>[0]) => recogniseConsentIn(content, keywords);

  it('reads payloads and ids exactly, with the purposes they were given', () => {
    expect(of({ kind: 'button', payload: 'no-more', text: 'Hola' })).toEqual({
      state: 'withdrawn',
      purposes: 'all',
      source: 'button',
      keyword: 'no-more',
      language: 'any',
    });
    expect(of({ kind: 'list_reply', id: 'no-offers', title: 'Ofertas' })?.purposes).toEqual(['marketing']);
    expect(of({ kind: 'button_reply', id: 'yes-please', title: 'Ok' })?.state).toBe('granted');
    expect(of({ kind: 'button_reply', id: 'NO-MORE', title: 'Ok' })).toBeUndefined();
  });

  it('knows two payloads without being told', () => {
    expect(recogniseConsentIn({ kind: 'button_reply', id: optOutPayload, title: 'x' })?.state).toBe(
      'withdrawn',
    );
    expect(recogniseConsentIn({ kind: 'button_reply', id: optInPayload, title: 'x' })?.state).toBe('granted');
  });

  it('reads the text of a template’s quick reply like a typed one', () => {
    expect(of({ kind: 'button', payload: 'Baja', text: 'Baja' })).toMatchObject({
      state: 'withdrawn',
      keyword: 'baja',
    });
    expect(of({ kind: 'button', payload: 'p1', text: 'Cancelar' })).toBeUndefined();
    expect(
      recogniseConsentIn({ kind: 'button', payload: 'p1', text: 'Cancelar' }, keywords, {
        afterMarketing: true,
      }),
    ).toBeDefined();
  });

  it('takes from a menu only labels that mean nothing else', () => {
    for (const title of ['Salir', 'Baja', 'Alta', 'Sair', 'Start', 'Abmelden']) {
      expect([title, of({ kind: 'list_reply', id: 'row-1', title })]).toEqual([title, undefined]);
    }
    expect(of({ kind: 'list_reply', id: 'row-1', title: 'Darme de baja' })?.state).toBe('withdrawn');
    expect(of({ kind: 'button_reply', id: 'b2', title: 'STOP' })?.state).toBe('withdrawn');
  });

  it('reads nothing else, and survives what a provider should not send', () => {
    expect(of({ kind: 'text', text: 'stop' })?.state).toBe('withdrawn');
    expect(of({ kind: 'image', caption: 'stop' })).toBeUndefined();
    expect(of({ kind: 'unknown', value: 'stop' })).toBeUndefined();
    expect(of({ kind: 'text', text: 7 as never })).toBeUndefined();
    expect(of({ kind: 'button', payload: {} as never, text: null as never })).toBeUndefined();
  });
});
