// --- fields: two numbers that meet ---------------------------------------------------------------------------------

const fields = [];
const SVG = "http://www.w3.org/2000/svg";
const RAMP = ["f1", "f2", "f3", "f4", "f5"];
const LETTER = 6.6;
const KEY = 480;
const LINE = 15;
const EDGE = { top: 22, right: 4, bottom: 40 };
// Where all places have one shade, it is a pale one: a strong one would look like a finding.
const PALE = 0.08;
const SIZES = [12, 10.5];
// How each kind is hatched, beside its colour: paths in a square of 8.
const HATCHES = ["", "M0 8L8 0M-2 2L2 -2M6 10L10 6", "M4 3.2a.9 .9 0 1 0 .01 0", "M0 0L8 8M-2 6L2 10M6 -2L10 2", "M0 4H8", "M4 0V8", "M0 4H8M4 0V8", "M0 8L8 0M0 0L8 8"];

function drawnOf(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function channels(text) {
  const digits = text.replace("#", "");
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
}

// A colour at some part of the ramp, 0 to 1.
function shade(part) {
  const place = Math.min(Math.max(part, 0), 1) * (RAMP.length - 1);
  const low = Math.min(Math.floor(place), RAMP.length - 2);
  const [one, two] = [channels(colour(RAMP[low])), channels(colour(RAMP[low + 1]))];
  return one.map((value, at) => Math.round(value + (place - low) * (two[at] - value)));
}

// Ink on a ground: dark on light, light on dark.
function inkOn(ground) {
  const light = ground.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.19 ? "#10151c" : "#ffffff";
}

// A value of a layer, with the decimals that tell its values apart.
function told(layer, value, places = layer.places) {
  if (value === null) return "–";
  return (value * layer.factor).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
}

// A text that is too long loses its middle: what tells it from others often stands at its end.
function cut(text, room) {
  const most = Math.max(Math.floor(room / LETTER), 3);
  if (text.length <= most) return text;
  const head = Math.ceil((most - 1) * 0.55);
  return `${text.slice(0, head).trimEnd()}…${text.slice(text.length - (most - 1 - head)).trimStart()}`;
}

// A text in one line, or in two where there is room for these.
function broken(text, room, most) {
  if (most < 2 || LETTER * text.length <= room) return [cut(text, room)];
  const least = Math.floor(room / LETTER);
  const at = text.lastIndexOf(" ", least);
  return at < 1 ? [cut(text, room)] : [text.slice(0, at), cut(text.slice(at + 1), room)];
}

// An end of a shade: a round number, without the decimals that it does not need.
function exact(layer, value) {
  return (value * layer.factor).toLocaleString("en-US", { maximumFractionDigits: layer.places });
}

class Field {
  constructor(node) {
    this.node = node;
    this.plane = node.querySelector(".plane");
    this.data = MAPS[node.dataset.field];
    this.layer = 0;
    this.at = null;
    this.size = [this.data.x.labels.length, this.data.y.labels.length];
    this.tools();
    this.pointers();
    this.keys();
  }

  tools() {
    const csv = this.node.querySelector(".csv");
    csv.hidden = false;
    csv.addEventListener("click", () => this.download());
    this.later = this.node.querySelector("details.later");
    if (this.later) this.later.addEventListener("toggle", () => this.table());
  }

  // --- picture ---

  // Where the cells stand: room for the names of the rows on the left.
  box() {
    const longest = Math.max(...this.data.y.labels.map((label) => label.length));
    const left = Math.min(LETTER * longest + 10, Math.max(0.32 * this.plane.clientWidth, 110));
    const width = Math.max(this.plane.clientWidth - left - EDGE.right, 60);
    const height = Math.min(Math.max(this.size[1] * 34, 190), 400);
    return { left, top: EDGE.top, width, height, across: width / this.size[0], up: height / this.size[1] };
  }

  // The names of columns that are texts stand in up to two lines.
  below(box) {
    const { x } = this.data;
    return x.labels.map((label) => (x.texts ? broken(label, box.across - 6, 2) : [label]));
  }

  // Room below the cells: for the names of columns, then of what they are.
  bottom(box) {
    return EDGE.bottom + LINE * (Math.max(...this.below(box).map((lines) => lines.length)) - 1);
  }

  draw() {
    const box = (this.drawnIn = this.box());
    const whole = [this.plane.clientWidth, box.top + box.height + this.bottom(box)];
    const svg = drawnOf("svg", { width: whole[0], height: whole[1], viewBox: `0 0 ${whole[0]} ${whole[1]}`, "aria-hidden": "true" });
    svg.append(...this.definitions());
    svg.append(...this.cells(box), ...this.sides(box), ...this.base(box), ...this.over(box));
    this.frame = drawnOf("rect", { fill: "none", stroke: colour("ink"), "stroke-width": 2, visibility: "hidden" });
    svg.append(this.frame);
    this.plane.replaceChildren(svg);
    this.key();
  }

  cells(box) {
    const made = [];
    for (let j = 0; j < this.size[1]; j++) {
      for (let i = 0; i < this.size[0]; i++) made.push(...this.cell(i, j, box));
    }
    return made;
  }

  // Large cells stand apart; small ones meet, a hair wider than they are, so that no ground shows between them.
  rect(i, j, box, fill) {
    const [x, y] = this.corner(i, j, box);
    const room = Math.min(box.across, box.up) > 14 ? -1 : 0.5;
    const at = { x: x.toFixed(2), y: y.toFixed(2), width: (box.across + room).toFixed(2), height: (box.up + room).toFixed(2) };
    return drawnOf("rect", { ...at, fill, "shape-rendering": "crispEdges" });
  }

  corner(i, j, box) {
    return [box.left + i * box.across, box.top + (this.size[1] - 1 - j) * box.up];
  }

  // The names of rows and columns, as many as there is room for; what they are stands above and below.
  sides(box) {
    const { x, y } = this.data;
    const quiet = { fill: colour("quiet"), "font-size": 12 };
    const wide = x.texts ? 1 : Math.ceil((LETTER * Math.max(...x.labels.map((label) => label.length)) + 10) / box.across);
    const high = Math.ceil(LINE / box.up);
    const whole = this.plane.clientWidth;
    const made = [drawnOf("text", { ...quiet, x: 0, y: 13 }, `↑ ${cut(y.name, whole - 3 * LETTER)}`)];
    this.below(box).forEach((lines, i) => {
      if (i % wide) return;
      const middle = box.left + (i + 0.5) * box.across;
      lines.forEach((text, line) => {
        const half = (LETTER * text.length) / 2;
        const kept = Math.min(Math.max(middle, half), this.plane.clientWidth - half);
        made.push(drawnOf("text", { ...quiet, x: kept, y: box.top + box.height + LINE * (line + 1), "text-anchor": "middle" }, text));
      });
    });
    y.labels.forEach((label, j) => {
      if (j % high) return;
      const lines = broken(label, box.left - 6, box.up > 2 * LINE ? 2 : 1);
      const first = this.corner(0, j, box)[1] + box.up / 2 + 4 - (LINE / 2) * (lines.length - 1);
      lines.forEach((text, line) => made.push(drawnOf("text", { ...quiet, x: box.left - 6, y: first + LINE * line, "text-anchor": "end" }, text)));
    });
    const below = `${cut(x.name, whole - 4 * LETTER)} →`;
    const middle = Math.max(Math.min(box.left + box.width / 2, whole - (LETTER * below.length) / 2), (LETTER * below.length) / 2);
    made.push(drawnOf("text", { ...quiet, x: middle, y: box.top + box.height + this.bottom(box) - 7, "text-anchor": "middle" }, below));
    return made;
  }

  // The base of the study, where it is one of the places.
  base(box) {
    const { x, y } = this.data;
    if (x.base === null || y.base === null) return [];
    const [left, top] = this.corner(x.base, y.base, box);
    const at = { cx: left + box.across / 2, cy: top + box.up / 2 };
    if (this.framed(box)) {
      const frame = (inside) => ({ x: left + inside, y: top + inside, width: box.across - 1 - 2 * inside, height: box.up - 1 - 2 * inside, fill: "none" });
      return [drawnOf("rect", { ...frame(2.5), stroke: "#fff", "stroke-width": 4 }), drawnOf("rect", { ...frame(2.5), stroke: "#10151c", "stroke-width": 2 })];
    }
    return [drawnOf("circle", { ...at, r: 5.5, fill: "none", stroke: "#fff", "stroke-width": 4 }), drawnOf("circle", { ...at, r: 5.5, fill: "none", stroke: "#10151c", "stroke-width": 2 })];
  }

  // Whether the base is framed, as a number or a name may stand in its place.
  framed(box) {
    return box.up >= 18 && box.across >= 36;
  }

  definitions() {
    return [];
  }

  over() {
    return [];
  }

  baseKey(place) {
    const { x, y } = this.data;
    const one = element("span", undefined, "one");
    const isHere = x.base !== null && y.base !== null;
    if (isHere) one.append(element("i", undefined, this.framed(this.drawnIn) ? "base framed" : "base"));
    one.append(isHere ? "the base" : "The base is none of these places.");
    place.append(one);
  }

  // --- what is said of a place ---

  lines(i, j) {
    const { x, y, layers, kinds, holds, worth } = this.data;
    const kind = kinds[holds[j][i]];
    const found = [[null, x.name, x.labels[i]], [null, y.name, y.labels[j]]];
    for (const layer of layers) {
      const value = layer.values[j][i];
      found.push([null, layer.name, value === null ? "–" : `${told(layer, value)} ${layer.label}`.trim()]);
    }
    if (kind) found.push([null, "worth most", kind.name + (worth[j][i] === null ? "" : `, ${number(100 * worth[j][i])} %`)]);
    return found;
  }

  show(i, j) {
    this.at = [i, j];
    const box = this.drawnIn;
    const [x, y] = this.corner(i, j, box);
    for (const [key, value] of Object.entries({ x, y, width: box.across, height: box.up, visibility: "visible" })) this.frame.setAttribute(key, value);
    const place = this.plane.getBoundingClientRect();
    const [title, lines] = [this.data.points[j][i] || "no point", this.lines(i, j)];
    showTip(title, lines, place.left + x + box.across, place.top + y + box.up / 2);
    return [title, lines];
  }

  leave() {
    hideTip();
    if (this.frame) this.frame.setAttribute("visibility", "hidden");
  }

  pointers() {
    const over = (event) => {
      const [box, place] = [this.drawnIn, this.plane.getBoundingClientRect()];
      const i = Math.floor((event.clientX - place.left - box.left) / box.across);
      const j = this.size[1] - 1 - Math.floor((event.clientY - place.top - box.top) / box.up);
      if (i >= 0 && j >= 0 && i < this.size[0] && j < this.size[1]) this.show(i, j);
      else this.leave();
    };
    this.plane.addEventListener("pointermove", (event) => event.pointerType !== "touch" && over(event));
    this.plane.addEventListener("pointerdown", over);
    this.plane.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && this.leave());
  }

  keys() {
    this.plane.addEventListener("keydown", (event) => {
      const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
      if (event.key === "Escape") this.leave();
      if (!step) return;
      event.preventDefault();
      const next = this.at ? this.at.map((each, side) => each + step[side]) : [0, 0];
      announce(...this.show(...next.map((each, side) => Math.min(Math.max(each, 0), this.size[side] - 1))));
    });
    this.plane.addEventListener("blur", () => this.leave());
  }

  // --- as tables ---

  // A large table is made when it is opened; its rows go from the top of the picture down.
  table() {
    const old = this.later.querySelector(".scroll");
    if (old) old.remove();
    if (!this.later.open) return;
    const { x, y } = this.data;
    const rows = element("table", undefined, "numbers");
    rows.createCaption().textContent = `${this.what}; ${y.name} down, ${x.name} across`;
    const head = rows.createTHead().insertRow();
    head.append(element("td"));
    for (const label of x.labels) {
      const name = element("th", label);
      name.scope = "col";
      head.append(name);
    }
    const body = rows.createTBody();
    for (let j = this.size[1] - 1; j >= 0; j--) {
      const row = body.insertRow();
      const first = element("th", y.labels[j]);
      first.scope = "row";
      row.append(first);
      for (let i = 0; i < this.size[0]; i++) row.insertCell().textContent = this.text(i, j);
    }
    const scroll = element("div", undefined, "scroll");
    scroll.tabIndex = 0;
    scroll.append(rows);
    this.later.append(scroll);
  }

  // Every place with all that is known of it, whichever layer is shown.
  download() {
    const { x, y, layers, kinds, holds, worth, points } = this.data;
    const head = ["point", x.name, y.name, ...layers.map((layer) => `${layer.name} [${layer.unit}]`), "limit worth most", "its share [%]"];
    const rows = [];
    for (let j = 0; j < this.size[1]; j++) {
      for (let i = 0; i < this.size[0]; i++) {
        const kind = kinds[holds[j][i]];
        const values = layers.map((layer) => layer.values[j][i]);
        rows.push([points[j][i], x.labels[i], y.labels[j], ...values, kind ? kind.name : "", worth[j][i] === null ? "" : 100 * worth[j][i]]);
      }
    }
    save([head, ...rows], this.data.title);
  }
}

// One quantity at a time, in shades with round ends.
class Layers extends Field {
  constructor(node) {
    super(node);
    const buttons = [...node.querySelectorAll(".switch button")];
    buttons.forEach((button, at) => button.addEventListener("click", () => this.choose(at, buttons)));
  }

  choose(at, buttons) {
    this.layer = at;
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === at)));
    this.draw();
    if (this.later) this.table();
  }

  get now() {
    return this.data.layers[this.layer];
  }

  get what() {
    return this.now.label ? `${this.now.name} [${this.now.label}]` : this.now.name;
  }

  shadeOf(value) {
    const { edges } = this.now;
    const above = edges.slice(1, -1).filter((edge) => value >= edge).length;
    return shade(edges.length > 2 ? above / (edges.length - 2) : PALE);
  }

  cell(i, j, box) {
    const value = this.now.values[j][i];
    if (value === null) return [this.rect(i, j, box, "url(#none-" + this.node.dataset.field + ")")];
    const ground = this.shadeOf(value);
    const made = [this.rect(i, j, box, `rgb(${ground})`)];
    const how = this.written;
    if (!how) return made;
    const [x, y] = this.corner(i, j, box);
    const at = { x: x + box.across / 2, y: y + box.up / 2 + 4, "text-anchor": "middle", "font-size": how.size, fill: inkOn(ground) };
    return [...made, drawnOf("text", at, told(this.now, value, how.places))];
  }

  // Decimals and size of the numbers in the cells, the same in all of them; null where no number fits.
  fitting(box) {
    if (box.up < 18) return null;
    const { places, coarse } = this.now;
    const known = this.now.values.flat().filter((value) => value !== null);
    const ways = [places, coarse].flatMap((each) => SIZES.map((size) => ({ places: each, size })));
    const longest = (way) => Math.max(...known.map((value) => told(this.now, value, way.places).length), 2);
    return ways.find((way) => box.across >= ((LETTER * way.size) / 12) * longest(way) + 4) || null;
  }

  cells(box) {
    this.written = this.fitting(box);
    return super.cells(box);
  }

  definitions() {
    const made = drawnOf("pattern", { id: "none-" + this.node.dataset.field, width: 6, height: 6, patternUnits: "userSpaceOnUse" });
    made.append(drawnOf("rect", { width: 6, height: 6, fill: colour("h0") }), drawnOf("path", { d: "M0 6L6 0", stroke: colour("grey"), "stroke-width": 1 }));
    const all = drawnOf("defs", {});
    all.append(made);
    return [all];
  }

  text(i, j) {
    return told(this.now, this.now.values[j][i]);
  }

  key() {
    const place = this.node.querySelector(".shades");
    const { edges, label, name, values } = this.now;
    const what = label ? `${name}, ${label}` : name;
    place.replaceChildren(element("span", this.now.note ? `${what}, ${this.now.note}` : what, "of"));
    const strip = element("span", undefined, "strip-key");
    const texts = edges.map((edge) => exact(this.now, edge));
    const wide = LETTER * Math.max(...texts.map((text) => text.length)) + 8;
    const last = edges.length - 1;
    strip.style.padding = `0 ${wide / 2}px`;
    const room = Math.min(this.plane.clientWidth, KEY) - wide;
    const every = Math.max(Math.ceil((wide * last) / room), 1);
    edges.slice(0, -1).forEach((edge, at) => {
      const one = element("span");
      const fill = element("i");
      fill.style.background = `rgb(${this.shadeOf(edge)})`;
      one.append(fill, element("small", at % every === 0 ? texts[at] : "\u00a0"));
      if (at === last - 1 && last % every === 0) one.append(element("small", texts[last], "last"));
      strip.append(one);
    });
    if (edges.length > 1) place.append(strip);
    if (values.some((line) => line.includes(null))) {
      const none = element("span", undefined, "one");
      none.append(element("i", undefined, "none"), "no answer");
      place.append(none);
    }
    this.baseKey(place);
  }
}

// Which kind holds where: a colour, a hatch and a letter for each.
class Kinds extends Field {
  get what() {
    return "What holds";
  }

  name(kind) {
    return `kind-${this.node.dataset.field}-${kind}`;
  }

  definitions() {
    const all = drawnOf("defs", {});
    this.data.kinds.forEach((kind, at) => {
      const made = drawnOf("pattern", { id: this.name(at), width: 8, height: 8, patternUnits: "userSpaceOnUse" });
      made.append(...this.fill(kind));
      all.append(made);
    });
    return [all];
  }

  fill(kind) {
    const ground = drawnOf("rect", { width: 8, height: 8, fill: colour(kind.colour || "h0"), "fill-opacity": 0.82 });
    const hatch = drawnOf("path", { d: HATCHES[kind.hatch % HATCHES.length], stroke: colour(kind.colour ? "ground" : "grey"), "stroke-width": 1.3, fill: "none", opacity: 0.75 });
    return [ground, hatch];
  }

  // One path for each kind, all of its places together: no seams.
  cells(box) {
    return this.data.kinds.map((_, kind) => {
      let path = "";
      this.data.holds.forEach((row, j) => {
        for (let i = 0; i < row.length; i++) {
          if (row[i] !== kind) continue;
          const first = i;
          while (row[i + 1] === kind) i++;
          const [x, y] = this.corner(first, j, box);
          path += `M${x} ${y}h${(i - first + 1) * box.across}v${box.up + 0.5}H${x}z`;
        }
      });
      return drawnOf("path", { d: path || "M0 0", fill: `url(#${this.name(kind)})`, "shape-rendering": "crispEdges" });
    });
  }

  // Lines between kinds, and the letter of each where it has most room, with its name where that fits.
  over(box) {
    const { holds, kinds } = this.data;
    let path = "";
    for (let j = 0; j < this.size[1]; j++) {
      for (let i = 0; i < this.size[0]; i++) {
        const [x, y] = this.corner(i, j, box);
        if (i + 1 < this.size[0] && holds[j][i] !== holds[j][i + 1]) path += `M${x + box.across} ${y}v${box.up}`;
        if (j + 1 < this.size[1] && holds[j][i] !== holds[j + 1][i]) path += `M${x} ${y}h${box.across}`;
      }
    }
    const lines = drawnOf("path", { d: path || "M0 0", stroke: colour("ground"), "stroke-width": 2.5, fill: "none", "stroke-linecap": "square" });
    return [lines, ...kinds.flatMap((kind, at) => this.letter(kind, at, box))];
  }

  letter(kind, at, box) {
    const [i, j] = kind.at;
    const row = this.data.holds[j];
    let [first, last] = [i, i];
    while (first > 0 && row[first - 1] === at) first--;
    while (last + 1 < row.length && row[last + 1] === at) last++;
    const room = (last - first + 1) * box.across;
    const fits = room > LETTER * (kind.name.length + 6) && this.data.holds.length * box.up > 60;
    const [left, top] = this.corner(i, j, box);
    const middle = fits ? box.left + ((first + last + 1) / 2) * box.across : left + box.across / 2;
    const text = fits ? `${kind.letter}  ${kind.name}` : kind.letter;
    const wide = LETTER * 1.08 * text.length + 12;
    if (room < 16) return [];
    const back = drawnOf("rect", { x: middle - wide / 2, y: top + box.up / 2 - 10, width: wide, height: 20, rx: 4, fill: colour("ground") });
    return [back, drawnOf("text", { x: middle, y: top + box.up / 2 + 4.5, "text-anchor": "middle", "font-size": 13, "font-weight": 600, fill: colour("ink") }, text)];
  }

  text(i, j) {
    const kind = this.data.kinds[this.data.holds[j][i]];
    return kind ? kind.letter : "–";
  }

  // The legend stands on the page; the swatches are drawn here.
  key() {
    [...this.node.querySelectorAll(".kinds i")].forEach((mark, at) => {
      const svg = drawnOf("svg", { width: 30, height: 18, "aria-hidden": "true" });
      const fill = drawnOf("rect", { width: 30, height: 18, rx: 2, fill: `url(#${this.name(at)})` });
      svg.append(fill);
      mark.replaceChildren(svg);
    });
    const place = this.node.querySelector(".shades");
    place.replaceChildren();
    this.baseKey(place);
  }
}
