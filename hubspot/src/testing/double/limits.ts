export interface DoubleLimits {
  per10Seconds: number;
  searchesPerSecond: number;
  perDay: number;
  /** Whether a 429 carries Retry-After. */
  retryAfter: boolean;
}

export interface Refused {
  readonly body: object;
  readonly retryAfterSeconds?: number;
}

/** Counts as HubSpot does: rolling windows, and a day. */
export class Limits {
  readonly limits: DoubleLimits;
  readonly #now: () => number;
  #all: number[] = [];
  #searches: number[] = [];
  #today = 0;
  #day = 0;
  refused = 0;

  constructor(limits: DoubleLimits, now: () => number) {
    this.limits = limits;
    this.#now = now;
  }

  take(search: boolean): Refused | undefined {
    const now = this.#now();
    const day = Math.floor(now / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      this.#today = 0;
    }
    const { per10Seconds, searchesPerSecond, perDay, retryAfter } = this.limits;
    this.#all = this.#all.filter((at) => at > now - 10_000);
    this.#searches = this.#searches.filter((at) => at > now - 1_000);
    const refuse = (policyName: string, message: string, seconds: number): Refused => {
      this.refused++;
      return {
        body: { status: 'error', message, errorType: 'RATE_LIMIT', policyName, correlationId: correlation },
        ...(retryAfter ? { retryAfterSeconds: seconds } : {}),
      };
    };
    if (this.#today >= perDay) {
      return refuse(
        'DAILY',
        'You have reached your daily limit.',
        Math.ceil(((day + 1) * 86_400_000 - now) / 1000),
      );
    }
    if (this.#all.length >= per10Seconds)
      return refuse('TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.', 10);
    if (search && this.#searches.length >= searchesPerSecond)
      return refuse('SECONDLY', 'You have reached your secondly limit.', 1);
    this.#today++;
    this.#all.push(now);
    if (search) this.#searches.push(now);
    return undefined;
  }

  headers(): Record<string, string> {
    return {
      'X-HubSpot-RateLimit-Daily': String(this.limits.perDay),
      'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, this.limits.perDay - this.#today)),
      'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
      'X-HubSpot-RateLimit-Max': String(this.limits.per10Seconds),
      'X-HubSpot-RateLimit-Remaining': String(Math.max(0, this.limits.per10Seconds - this.#all.length)),
    };
  }
}

export const correlation = '5f6e0d3a-7c1c-4b52-9d0b-2f8a5d7e9c10';
