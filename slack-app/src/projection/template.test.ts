import type { TemplateInfo } from '@centralita/core/channels';
import { describe, expect, it } from '@jest/globals';
import { problemsOfBlocks } from '../testing/limits.ts';
import { wordsOf } from '../words/index.ts';
import { mostRemembered, previewModal, templateModal } from './modals.ts';
import { previewOf } from './template.ts';

const words = wordsOf('en');
const template = (...components: TemplateInfo['components']): TemplateInfo => ({
  id: '1',
  name: 'offer',
  language: 'es',
  status: 'APPROVED',
  parameterFormat: 'POSITIONAL',
  components,
});
const card = {
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Lamp {{1}}' },
    { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://shop.example/{{1}}', text: 'See' }] },
  ],
};
const large = template(
  { type: 'HEADER', format: 'LOCATION' },
  { type: 'BODY', text: 'Hi {{1}}', example: { body_text: [['Ana']] } },
  { type: 'LIMITED_TIME_OFFER' },
  { type: 'CAROUSEL', cards: Array.from({ length: 10 }, () => card) },
);
const form = (of: TemplateInfo) => templateModal({ conversation: 'cv_1' }, [of], of, words);
const labels = (of: TemplateInfo): string[] =>
  form(of).blocks.flatMap((block) => ('label' in block ? [block.label.text] : []));

describe('the form of a template', () => {
  it('asks for everything the template needs, in words', () => {
    expect(labels(large).slice(0, 9)).toEqual([
      'Latitude of the place',
      'Longitude of the place',
      'Name of the place',
      'Address of the place',
      'Value for {{1}}',
      'The offer ends',
      'Card 1: Address (https) of the file in the header',
      'Card 1: Value for {{1}}',
      'Card 1: Value for the button “See”',
    ]);
    expect(labels(large)).toHaveLength(36);
    expect(labels(template({ type: 'BODY', text: 'Hi {{name}}' }))).toEqual(['Value for {{name}}']);
  });

  it('is a modal that Slack takes, and so is its preview with as much as may be remembered', () => {
    expect(problemsOfBlocks(form(large).blocks as never, 100)).toEqual([]);
    const values = { 'body.1': 'x'.repeat(mostRemembered - '{"body.1":""}'.length) };
    const remembered = {
      conversation: 'cv_01a22e811bbc7d23a17f43fa8c8737ab',
      step: 'form',
      template: { id: '1'.repeat(20), name: 'n'.repeat(120), language: 'es_MX' },
    } as const;
    const preview = previewModal(remembered, large, values, words);
    expect(preview.private_metadata?.length).toBeLessThanOrEqual(3000);
    expect(problemsOfBlocks(preview.blocks as never, 100)).toEqual([]);
  });

  it('shows how it will read: what has no value keeps its placeholder', () => {
    const of = template(
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
      { type: 'BODY', text: 'Hi {{1}}, {{2}}' },
      { type: 'FOOTER', text: 'Shop' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }] },
    );
    expect(previewOf(of, { 'body.1': 'Ana', 'header.text.1': 'A-17' })).toBe(
      '*Order A-17*\n\nHi Ana, {{2}}\n\n_Shop_\n\n▢ Yes',
    );
    expect(previewOf(large, { 'card.1.body.1': 'brass' })).toContain('Lamp brass');
    expect(previewOf(template({ type: 'BODY', text: '{{1}} is your code' }), { code: '481516' })).toBe(
      '481516 is your code',
    );
  });
});
