import { afterAll, beforeAll, describe } from '@jest/globals';
import { aiToolScenarios } from './ai-tool.ts';
import { directScenarios } from './direct.ts';
import { exampleScenarios } from './examples.ts';
import { hubScenarios } from './hub.ts';
import { hubEventScenarios } from './hub-events.ts';
import { registrationScenarios } from './registration.ts';
import { startWorld, type World } from './world.ts';

/** One n8n serves all scenarios: it takes half a minute to start. */
describe('a real n8n', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  }, 900_000);
  afterAll(async () => {
    await world?.stop();
  }, 60_000);

  describe('with a hub', () => hubScenarios(() => world));
  describe('with what only a hub tells', () => hubEventScenarios(() => world));
  describe('registers', () => registrationScenarios(() => world));
  describe('with the Cloud API', () => directScenarios(() => world));
  describe('as a tool', () => aiToolScenarios(() => world));
  describe('with the examples', () => exampleScenarios(() => world));
});
