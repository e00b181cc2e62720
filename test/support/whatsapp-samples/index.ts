import { choices } from './choices.ts';
import { messages } from './messages.ts';
import { requests } from './requests.ts';
import type { Sample } from './sample.ts';
import { templates } from './templates.ts';

/** One or more of every kind that can be sent. */
export const whatsappSamples: readonly Sample[] = [...messages, ...choices, ...requests, ...templates];
