const dayMs = 86_400_000;

/** A time zone of IANA by its rules, without a clock. */
export class Zone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;

  /** Throws a RangeError where the engine knows no such zone. */
  constructor(name: string) {
    this.name = name;
    const two = '2-digit' as const;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
  }

  /** What clocks on the wall show at an instant, as the Unix ms at which those of UTC show the same. */
  wallMs(instantMs: number): number {
    const part = new Map(
      this.#format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]),
    );
    const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
    return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  }

  /**
   * The instant at which the wall shows a time. Shown twice, as when clocks go back, it is the `first` or the `last`; never
   * shown, as when they go forward, the instant of the jump.
   */
  instantMs(wallMs: number, which: 'first' | 'last'): number {
    const offsets = [wallMs - dayMs, wallMs + dayMs].map((near) => this.wallMs(near) - near);
    const instants = offsets.map((offset) => wallMs - offset).sort((a, b) => a - b);
    const shown = instants.filter((instant) => this.wallMs(instant) === wallMs);
    const [first = 0, last = first] = shown.length > 0 ? shown : instants;
    if (shown.length > 0) return which === 'first' ? first : last;
    return this.#jump(first, last, wallMs);
  }

  #jump(before: number, after: number, wallMs: number): number {
    let low = before;
    let high = after;
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (this.wallMs(middle) < wallMs) low = middle;
      else high = middle;
    }
    return high;
  }
}
