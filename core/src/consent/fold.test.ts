import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldPhrase, foldText } from './fold.ts';

describe('foldText', () => {
  it.each([
    ['ARRÊT', 'arret'],
    ['straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['SALİR', 'salir'],
    ['salır', 'salir'],
    ['ＳＴＯＰ', 'stop'],
    ['𝐒𝐓𝐎𝐏', 'stop'],
    ['Ⓢⓣⓞⓟ', 'stop'],
    ['s\u200bt\u200co\u2060p', 'stop'],
    ['\u202eSTOP\u202c', 'stop'],
    ['\ufeffstop\u00ad', 'stop'],
    ['cancio\u0301n', 'cancion'],
    ['s\u0336t\u0336o\u0336p\u0336', 'stop'],
    ['don’t', "don't"],
  ])('%j becomes %j', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('folds letter by letter what it folds as a whole', () => {
    const western = fc.string({
      unit: fc.integer({ min: 0, max: 0x17f }).map((code) => String.fromCharCode(code)),
    });
    // A character outside the quick table, of which nothing is left.
    fc.assert(fc.property(western, (text) => foldText(text) === foldText(`${text}\u200b`)));
  });

  it('takes any text, lone surrogates too, and folds twice as it folds once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        foldText(`${text}\ud800`);
        return foldText(foldText(text)).length >= 0;
      }),
    );
  });
});

describe('foldPhrase', () => {
  it.each([
    ['  ¡¡BAJA!! 🙏🏽 ', 'baja', '  ¡¡!! 🙏 '],
    ['*STOP*', 'stop', '**'],
    ['darme\n de  — baja.', 'darme de baja', '.'],
    ['opt-out', 'opt out', ''],
    ['', '', ''],
    ['👍', '', '👍'],
    ['\ud83dSTOP\ude00', 'stop', '\ud83d\ude00'],
    ['𐐨', '𐐨', ''],
  ])('%j is %j with %j around', (text, words, around) => {
    const phrase = foldPhrase(text);
    expect(phrase.words).toBe(words);
    // Skin tones are modifiers (Sk), not marks; what matters is what is not a word.
    expect(phrase.around.replace('🏽', '')).toBe(around);
  });

  it('is linear: a megabyte of anything takes well under a second', () => {
    for (const unit of ['a', '!', 'a!', '\u0301', '🙏', '\ud800', ' -', 'á ']) {
      const started = performance.now();
      foldPhrase(`a${unit.repeat(1_000_000 / unit.length)}`);
      foldPhrase(`${unit.repeat(1_000_000 / unit.length)}a`);
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});
