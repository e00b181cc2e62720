import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseSettings } from '../../hub/src/settings/index.ts';
import { slack } from '../../hub/src/settings/slack.ts';
import { botEvents, botScopes } from '../../slack-app/src/scopes.ts';

const root = join(import.meta.dirname, '../..');
const env = { SLACK_APP_TOKEN: 'xapp-1', SLACK_BOT_TOKEN: 'xoxb-1' };

describe.each(['docs/slack.md', 'docs/es/slack.md'])('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) =>
    block.replace(/^ {3}/gm, ''),
  );

  it('has settings that the hub takes', () => {
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      const settings = parseSettings(block, page, env);
      expect(settings.slack?.botToken).toBe('xoxb-1');
      expect(settings.warnings.filter((line) => line.includes('slack'))).toEqual([]);
    }
  });

  it('names every setting of the section, and no other', () => {
    const rows = [...text.matchAll(/^\| ((?:`[A-Za-z]+`(?:, )?)+) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([A-Za-z]+)`/g)].map(([, name]) => name),
    );
    const inText = ['botToken', 'appToken', 'signingSecret', 'oauth'];
    for (const name of inText) expect(text).toContain(name);
    const unsaid = ['apiUrl'];
    expect([...rows, ...inText, ...unsaid].sort()).toEqual(Object.keys(slack.shape).sort());
  });

  it('links to files that are there', () => {
    for (const [, link = ''] of text.matchAll(/\]\(((?:\.\.\/)+[^)]+)\)/g)) {
      expect(() => readFileSync(join(root, page, '..', link))).not.toThrow();
    }
  });
});

it('asks Slack for few things', () => {
  expect(botScopes.length).toBeLessThanOrEqual(13);
  expect(botEvents.filter((event) => event.startsWith('message.')).sort()).toEqual([
    'message.channels',
    'message.groups',
  ]);
});
