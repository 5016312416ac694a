// Messages of a call by short requests: often while browsers connect, seldom once they have. Messages that a lost
// network keeps back are sent once it is there again.

const CONNECTING = 100;
const CONNECTED = 500;
const THRIFTY = 4000;
const STUCK = 1000;
const LOST = 700;
// After packets were lost, a connection says nothing for longer and longer; a new one is quicker.
const PATIENCE = 4000;
const HURRIED_FOR = 8000;

export class Mailbox {
  /** @param {{id: number, ticket: string, url: string}} seat @param {string} csrf @param {(answer: any) => void} receive */
  constructor(seat, csrf, receive) {
    this.seat = seat;
    this.csrf = csrf;
    this.receive = receive;
    /** @type {{to: number, data: string}[]} */
    this.outgoing = [];
    /** Messages read and not deleted there yet; those of the former answer, which may come twice. @type {number[]} */
    this.received = [];
    this.open = true;
    this.thrifty = false;
    this.stuck = false;
    this.unheard = 0;
    this.hurry();
  }

  // Ask often for some seconds: somebody comes, or connects again.
  hurry() {
    this.until = performance.now() + HURRIED_FOR;
  }

  get usual() {
    if (this.thrifty) return this.stuck ? STUCK : THRIFTY;
    return performance.now() < this.until ? CONNECTING : CONNECTED;
  }

  send(/** @type {number} */ to, /** @type {object} */ data) {
    this.outgoing.push({ to, data: JSON.stringify(data) });
    this.wake?.();
  }

  async run() {
    while (this.open) {
      const sent = this.outgoing.splice(0, 50);
      const answer = await this.post({ received: this.received, sent }).catch(() => null);
      this.unheard = answer === null ? this.unheard + 1 : 0;
      if (answer === null) {
        this.outgoing.unshift(...sent);
        this.receive(null);
      } else this.read(answer);
      await this.pause(answer === null ? LOST : this.usual);
    }
  }

  read(/** @type {any} */ answer) {
    // Each message is named when it was read: one with a lower number may become visible later.
    const signals = (answer.signals ?? []).filter((one) => !this.received.includes(one.id));
    this.received = (answer.signals ?? []).map((one) => one.id);
    answer = { ...answer, signals };
    if (answer.message || answer.over) this.open = false;
    this.receive(answer);
  }

  async post(/** @type {object} */ body, keepalive = false) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.csrf, "X-Ticket": this.seat.ticket };
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(this.seat.url, { method: "POST", headers, body: JSON.stringify(body), keepalive, signal });
    if (answer.status >= 500) throw new Error("the server does not answer");
    return answer.json();
  }

  leave() {
    if (this.open) this.post({ leaving: true }, true).catch(() => null);
    this.open = false;
  }

  pause(/** @type {number} */ milliseconds) {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        done(undefined);
      };
    });
  }
}
