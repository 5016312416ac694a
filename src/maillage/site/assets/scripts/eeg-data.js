// Pages of an EEG: ranges of an EDF or BDF file by records, samples in microvolts, montages, filters.

const BLOCK = 10; // records fetched at once
const KEPT = 60; // blocks kept in memory
const ALIAS = { T7: "T3", T8: "T4", P7: "T5", P8: "T6" };
const REFERENCES = ["", "REF", "LE", "AVG", "AV", "A1", "A2", "M1", "M2"];
const SIDES = [
  "Fp2-F8", "F8-T4", "T4-T6", "T6-O2", "Fp2-F4", "F4-C4", "C4-P4", "P4-O2", "Fz-Cz", "Cz-Pz",
  "Fp1-F3", "F3-C3", "C3-P3", "P3-O1", "Fp1-F7", "F7-T3", "T3-T5", "T5-O1",
];
const ACROSS = ["Fp1-Fp2", "F7-F3", "F3-Fz", "Fz-F4", "F4-F8", "T3-C3", "C3-Cz", "Cz-C4", "C4-T4", "T5-P3", "P3-Pz", "Pz-P4", "P4-T6", "O1-O2"];
const TO_MICROVOLTS = { V: 1e6, mV: 1e3, uV: 1, "µV": 1, nV: 1e-3 };

function electrodeOf(/** @type {string} */ label) {
  const [first, second = ""] = label.replace(/^EEG /i, "").trim().split("-");
  const name = first.toUpperCase();
  return { name: ALIAS[name] ?? name, against: second.toUpperCase(), scalp: /^(FP|AF|F|FC|FT|T|C|CP|TP|P|PO|O)(Z|\d{1,2})$/.test(name) };
}

// A line that is drawn: signals with their weight. Names are those that readers use.
/** @typedef {{name: string, plus: number, minus: number[], eeg: boolean}} Line */

export class Recording {
  constructor(/** @type {any} */ facts, /** @type {string} */ address) {
    this.facts = facts;
    this.address = address;
    this.base = address;
    /** @type {Map<number, Promise<DataView>>} */
    this.blocks = new Map();
    this.signals = facts.signals.map((one, index) => ({ ...one, index, ...electrodeOf(one.label), rate: one.samples / facts.record_seconds }));
    let at = 0;
    for (const one of this.signals) {
      one.at = at;
      at += one.samples * facts.sample_bytes;
      one.scale = (one.high - one.low) / (one.digital_high - one.digital_low);
      one.zero = one.low - one.digital_low * one.scale;
      one.factor = TO_MICROVOLTS[one.unit] ?? 1;
    }
    // Where a recording was interrupted: stretches of records, each from the second at which it goes on.
    let first = 0;
    const stretches = facts.stretches?.length ? facts.stretches : [[0, facts.records]];
    this.stretches = stretches.map(([begins, records]) => {
      const one = { begins, ends: begins + records * facts.record_seconds, first: first * facts.record_seconds };
      first += records;
      return one;
    });
    this.gaps = this.stretches.slice(1).map(({ begins }, k) => ({ begins: this.stretches[k].ends, ends: begins }));
    this.shown = this.signals.filter((one) => !/Annotations$/.test(one.label) && one.rate >= 1);
    this.scalp = this.shown.filter((one) => one.scalp && REFERENCES.includes(one.against));
  }

  get seconds() {
    return this.stretches.at(-1).ends;
  }

  // Montages that this recording allows: one recorded with bipolar channels is shown as it is.
  montages() {
    const by = Object.fromEntries(this.scalp.map((one) => [one.name, one.index]));
    const others = this.shown.filter((one) => !this.scalp.includes(one)).map((one) => ({ name: one.label, plus: one.index, minus: [], eeg: one.scalp }));
    const pairs = (/** @type {string[]} */ list) =>
      list.map((name) => [name, ...name.toUpperCase().split("-")]).filter(([, a, b]) => a in by && b in by).map(([name, a, b]) => ({ name, plus: by[a], minus: [by[b]], eeg: true }));
    const all = this.scalp.map((one) => one.index);
    /** @type {Record<string, Line[]>} */
    const found = { reference: [...this.scalp.map((one) => ({ name: one.label.replace(/^EEG /i, ""), plus: one.index, minus: [], eeg: true })), ...others] };
    if (this.scalp.length > 2) found.average = [...this.scalp.map((one) => ({ name: `${one.label.replace(/^EEG /i, "").split("-")[0]}-moy`, plus: one.index, minus: all, eeg: true })), ...others];
    const long = pairs(SIDES);
    const wide = pairs(ACROSS);
    if (long.length > 3) found.bipolar = [...long, ...others];
    if (wide.length > 3) found.transverse = [...wide, ...others];
    return found;
  }

  async bytes(/** @type {number} */ start, /** @type {number} */ stop) {
    for (const address of [this.address, this.base]) {
      const answer = await fetch(address, { headers: { Range: `bytes=${start}-${stop - 1}` } });
      if (answer.status === 206) {
        this.address = answer.url;
        return answer.arrayBuffer();
      }
    }
    throw new Error("range");
  }

  block(/** @type {number} */ number) {
    const kept = this.blocks.get(number);
    if (kept) return kept;
    const { header_bytes: head, record_bytes: each, records } = this.facts;
    const first = number * BLOCK;
    const last = Math.min(records, first + BLOCK);
    const found = this.bytes(head + first * each, head + last * each).then((buffer) => new DataView(buffer));
    found.catch(() => this.blocks.delete(number));
    this.blocks.set(number, found);
    if (this.blocks.size > KEPT) this.blocks.delete(this.blocks.keys().next().value);
    return found;
  }

  // What was recorded between two moments: `from` and `to` at their true time, `shift` to the time without interruptions.
  parts(/** @type {number} */ from, /** @type {number} */ to) {
    return this.stretches
      .filter(({ begins, ends }) => begins < to && ends > from)
      .map(({ begins, ends, first }) => ({ from: Math.max(from, begins), to: Math.min(to, ends), begins, shift: begins - first }));
  }

  // Fetch what the next page needs.
  ahead(/** @type {number} */ from, /** @type {number} */ to) {
    return Promise.all(this.parts(from, to).map((part) => this.samples([0], part.from - part.shift, part.to - part.shift)));
  }

  // Samples of some signals from `from` to `to` (seconds of recording, without interruptions), in microvolts or their own
  // unit.
  async samples(/** @type {number[]} */ indexes, /** @type {number} */ from, /** @type {number} */ to) {
    const each = this.facts.record_seconds;
    const first = Math.max(0, Math.floor(from / each + 1e-9));
    const last = Math.min(this.facts.records, Math.ceil(to / each - 1e-9));
    const numbers = [];
    for (let block = Math.floor(first / BLOCK); block * BLOCK < last; block += 1) numbers.push(block);
    const views = await Promise.all(numbers.map((number) => this.block(number)));
    const found = indexes.map((index) => new Float32Array((last - first) * this.signals[index].samples));
    for (let record = first; record < last; record += 1) {
      const view = views[Math.floor(record / BLOCK) - numbers[0]];
      const at = (record % BLOCK) * this.facts.record_bytes;
      indexes.forEach((index, place) => this.unpack(this.signals[index], view, at, found[place], (record - first) * this.signals[index].samples));
    }
    return { from: first * each, samples: found };
  }

  unpack(/** @type {any} */ signal, /** @type {DataView} */ view, /** @type {number} */ at, /** @type {Float32Array} */ into, /** @type {number} */ place) {
    const { scale, zero, factor, samples } = signal;
    const start = at + signal.at;
    if (this.facts.sample_bytes === 2) {
      for (let k = 0; k < samples; k += 1) into[place + k] = (view.getInt16(start + 2 * k, true) * scale + zero) * factor;
      return;
    }
    for (let k = 0; k < samples; k += 1) {
      const low = view.getUint16(start + 3 * k, true);
      into[place + k] = ((low + view.getInt8(start + 3 * k + 2) * 65536) * scale + zero) * factor;
    }
  }

  // The lines of a montage from `from` to `to` at their true time, filtered; not a number where nothing was recorded.
  async lines(/** @type {Line[]} */ montage, /** @type {number} */ from, /** @type {number} */ to, /** @type {any} */ filters) {
    const parts = this.parts(from, to);
    if (parts.length === 1 && parts[0].from === from && parts[0].to === to) return this.unbroken(montage, parts[0], filters);
    const found = montage.map((line) => {
      const rate = this.signals[line.plus].rate;
      return { name: line.name, rate, eeg: line.eeg, values: new Float32Array(Math.round((to - from) * rate)).fill(Number.NaN) };
    });
    for (const part of parts) {
      const lines = await this.unbroken(montage, part, filters);
      lines.forEach(({ values, rate }, k) => {
        const at = Math.round((part.from - from) * rate);
        found[k].values.set(values.subarray(0, Math.max(0, found[k].values.length - at)), at);
      });
    }
    return found;
  }

  // The lines of a part without interruption; a few seconds before it let the filters settle.
  async unbroken(/** @type {Line[]} */ montage, /** @type {any} */ part, /** @type {any} */ filters) {
    const [from, to] = [part.from - part.shift, part.to - part.shift];
    const settle = Math.min(part.from - part.begins, filters.high ? Math.max(1, 2 / filters.high) : 1);
    const wanted = [...new Set(montage.flatMap((line) => [line.plus, ...line.minus]))];
    const { from: begins, samples } = await this.samples(wanted, from - settle, to);
    const by = new Map(wanted.map((index, place) => [index, samples[place]]));
    const mean = new Map();
    return montage.map((line) => {
      const rate = this.signals[line.plus].rate;
      const values = derived(line, by, mean);
      if (line.eeg) for (const filter of sections(filters, rate)) run(filter, values);
      return { name: line.name, rate, eeg: line.eeg, values: values.subarray(Math.round((from - begins) * rate), Math.round((to - begins) * rate)) };
    });
  }
}

function derived(/** @type {Line} */ line, /** @type {Map<number, Float32Array>} */ by, /** @type {Map<string, Float32Array>} */ means) {
  const own = by.get(line.plus);
  const values = Float32Array.from(own);
  if (!line.minus.length) return values;
  let other = by.get(line.minus[0]);
  if (line.minus.length > 1) {
    const same = line.minus.map((index) => by.get(index)).filter((one) => one.length === own.length);
    other = means.get(String(own.length));
    if (!other) {
      other = new Float32Array(own.length);
      for (const one of same) for (let k = 0; k < other.length; k += 1) other[k] += one[k] / same.length;
      means.set(String(own.length), other);
    }
  }
  if (other.length !== own.length) return values;
  for (let k = 0; k < values.length; k += 1) values[k] -= other[k];
  return values;
}

// Second-order sections (R. Bristow-Johnson's cookbook): Butterworth high and low pass, a notch for the mains.
function sections(/** @type {any} */ filters, /** @type {number} */ rate) {
  const found = [];
  if (filters.high) found.push(section("high", filters.high, Math.SQRT1_2, rate));
  if (filters.low && filters.low < 0.45 * rate) found.push(section("low", filters.low, Math.SQRT1_2, rate));
  if (filters.notch && filters.notch < 0.45 * rate) found.push(section("notch", filters.notch, 12, rate));
  return found;
}

function section(/** @type {string} */ kind, /** @type {number} */ hertz, /** @type {number} */ quality, /** @type {number} */ rate) {
  const w = (2 * Math.PI * hertz) / rate;
  const alpha = Math.sin(w) / (2 * quality);
  const c = Math.cos(w);
  const b = { high: [(1 + c) / 2, -(1 + c), (1 + c) / 2], low: [(1 - c) / 2, 1 - c, (1 - c) / 2], notch: [1, -2 * c, 1] }[kind];
  return [...b, -2 * c, 1 - alpha].map((one) => one / (1 + alpha)).concat(kind === "high" ? 0 : 1);
}

function run(/** @type {number[]} */ filter, /** @type {Float32Array} */ values) {
  const [b0, b1, b2, a1, a2, keeps] = filter;
  let x1 = values[0];
  let x2 = x1;
  // As if the first value had always been there: no jump at the beginning of the recording.
  let y1 = keeps ? x1 : 0;
  let y2 = y1;
  for (let k = 0; k < values.length; k += 1) {
    const x = values[k];
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    values[k] = y;
  }
}
