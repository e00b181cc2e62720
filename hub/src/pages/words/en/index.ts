import { common } from './common.ts';
import { health } from './health.ts';
import { inbox } from './inbox.ts';
import { lists } from './lists.ts';
import { routing } from './routing.ts';
import { work } from './work.ts';

export const words = { ...inbox, ...common, ...lists, ...routing, ...health, ...work };
