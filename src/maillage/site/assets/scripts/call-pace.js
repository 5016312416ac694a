// How much a link carries, judged once a second: picture gives way first, then all but a thrifty sound. It comes back by
// trying, since nobody knows what a link could carry; each try that fails doubles the time until the next.

export const LEVELS = [
  { video: 600_000, scale: 1, audio: 32_000 },
  { video: 120_000, scale: 2, audio: 24_000 },
  { video: 0, scale: 2, audio: 14_000 },
];
export const SOUND_ONLY = LEVELS.length - 1;

const LOSS = { severe: 0.25, much: 0.1, little: 0.03 };
const BUSY_FOR = 2;
const CALM_FOR = 30;
const LONGEST = 300;
// After a network that was gone, counters tell of all that was lost meanwhile.
const FORGET = 3;

export class Pace {
  constructor() {
    this.level = 0;
    this.busy = this.calm = this.forget = 0;
    this.patience = CALM_FOR;
    /** @type {{received: number, lost: number} | null} */
    this.before = null;
  }

  /** Note the counters of one second, null without a connection. @param {{received: number, lost: number, theirs: number | null} | null} now */
  note(now) {
    const before = this.before;
    this.before = now;
    if (!now || !before) return this.rest();
    const received = now.received - before.received;
    // Nothing at all arrives: there is no network, which says nothing about how much it carries.
    if (received <= 0) return this.rest();
    if (this.forget > 0) return void this.forget--;
    const lost = Math.max(0, now.lost - before.lost);
    this.judge(Math.max(lost / (lost + received), now.theirs ?? 0));
  }

  rest() {
    this.forget = FORGET;
    this.busy = 0;
  }

  judge(/** @type {number} */ loss) {
    this.busy = loss > LOSS.much ? this.busy + 1 : 0;
    this.calm = loss < LOSS.little ? this.calm + 1 : 0;
    if (this.level < SOUND_ONLY && loss > LOSS.severe) this.fall(SOUND_ONLY);
    else if (this.level < SOUND_ONLY && this.busy >= BUSY_FOR) this.fall(this.level + 1);
    else if (this.level > 0 && this.calm >= this.patience) this.rise();
  }

  fall(/** @type {number} */ level) {
    if (this.tried) this.patience = Math.min(LONGEST, 2 * this.patience);
    this.tried = false;
    this.level = level;
    this.busy = this.calm = 0;
  }

  rise() {
    this.tried = true;
    this.level--;
    this.calm = 0;
  }
}
