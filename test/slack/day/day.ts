import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../../slack-app/src/testing/workspace.ts';
import type { Kit } from '../kit.ts';
import type { Weather } from './faults.ts';

/** Something a person of the team wrote. */
export interface Wrote {
  readonly person: Customer;
  readonly by: DoubleUser;
  readonly channel: DoubleChannel;
  readonly root: DoubleMessage;
  readonly message: DoubleMessage;
  readonly kind: 'reply' | 'note';
  /** What the customer is to read, or, of an edited one, one of these. */
  readonly texts: string[];
  removed?: true;
  /** The button to send it all the same was pressed. */
  insisted?: true;
  edited?: true;
}

export interface Customer {
  readonly number: number;
  readonly phone: string;
  readonly name: string;
  /** Where what this customer writes next belongs, and where each hand-over leads, oldest first. */
  readonly home: DoubleChannel;
  readonly moves: DoubleChannel[];
  /** Threads so far, the newest last. */
  readonly roots: { readonly channel: DoubleChannel; readonly root: DoubleMessage }[];
  /** Threads that are to come. */
  threads: number;
  readonly sent: { readonly token: string; readonly id: string }[];
}

/** What everybody did, as they would remember it in the evening. */
export interface Day {
  readonly kit: Kit;
  readonly weather: Pick<Weather, 'late'>;
  readonly customers: Customer[];
  readonly wrote: Wrote[];
  /** What programs sent over the hub's API: shown in the thread, as it was not written there. */
  readonly programs: { readonly person: Customer; readonly text: string }[];
  /** Words that must never leave: notes, talk among colleagues, hand-overs. */
  readonly secrets: string[];
}
