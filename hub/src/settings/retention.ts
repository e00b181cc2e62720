import { z } from 'zod';
import { strict } from '../strict.ts';

const days = z.int().min(1).max(36_500).optional();

/** How long things are kept. Without a number: until somebody erases them. */
export const retention = strict({
  messagesDays: days,
  /** The event log. Subscribers who stay away for longer are told that their place is gone. */
  eventsDays: days,
  mediaDays: days,
});

/** Days; absent means for good. */
export interface RetentionSettings {
  readonly messagesDays?: number;
  readonly eventsDays?: number;
  readonly mediaDays?: number;
}
