/**
 * How much may be written where. Each place (a channel for posts, a method of a workspace for the rest) has a pace
 * with a short burst; whoever comes too early is told when to come again and keeps that place. A 429 closes its own
 * place only.
 */
export interface Gate {
  /** Milliseconds to wait; 0: go now. `who` keeps its slot until it comes back for it. */
  enter(place: string, who: string, pace: Pace): number;
  /** The other side said how long. */
  close(place: string, ms: number): void;
}

export interface Pace {
  readonly everyMs: number;
  readonly burst: number;
}

/** https://docs.slack.dev/apis/web-api/rate-limits: about one post a second and channel, with short bursts. */
export const postPace: Pace = { everyMs: 1000, burst: 5 };
/** Tier 3: fifty a minute and workspace. */
export const tier3: Pace = { everyMs: 1200, burst: 10 };
/** For a method with two kinds of callers that must not wait for each other. */
export const halfOfTier3: Pace = { everyMs: 2400, burst: 5 };
/** Tier 4: a hundred a minute. */
export const tier4: Pace = { everyMs: 600, burst: 20 };

interface Place {
  /** When the next one could go were there no burst. */
  next: number;
  closedUntil: number;
  readonly slots: Map<string, number>;
}

const most = 20_000;

export const createGate = (now: () => number): Gate => {
  const places = new Map<string, Place>();
  const placeOf = (name: string): Place => {
    let place = places.get(name);
    if (!place) {
      if (places.size >= most) forget(places, now());
      place = { next: 0, closedUntil: 0, slots: new Map() };
      places.set(name, place);
    }
    return place;
  };
  return {
    enter: (name, who, { everyMs, burst }) => {
      const place = placeOf(name);
      const at = now();
      const slot = place.slots.get(who);
      const opens = Math.max(place.closedUntil, slot ?? 0);
      if (opens > at) {
        // A closed place: everybody behind everybody else, not all at once when it opens.
        if (slot === undefined)
          place.slots.set(who, take(place, Math.max(at, place.closedUntil), everyMs, 1));
        return Math.max(opens, place.slots.get(who) ?? 0) - at;
      }
      if (slot !== undefined) {
        place.slots.delete(who);
        return 0;
      }
      const mine = take(place, at, everyMs, burst);
      if (mine <= at) return 0;
      place.slots.set(who, mine);
      return mine - at;
    },
    close: (name, ms) => {
      const place = placeOf(name);
      place.closedUntil = Math.max(place.closedUntil, now() + ms);
    },
  };
};

const take = (place: Place, at: number, everyMs: number, burst: number): number => {
  place.next = Math.max(place.next, at);
  const slot = Math.max(at, place.next - (burst - 1) * everyMs);
  place.next += everyMs;
  return slot;
};

const forget = (places: Map<string, Place>, at: number): void => {
  for (const [name, place] of places) {
    if (place.slots.size === 0 && place.next < at && place.closedUntil < at) places.delete(name);
  }
};
