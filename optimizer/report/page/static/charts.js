// --- charts --------------------------------------------------------------------------------------------------------

const figures = new Map();
const WIDTHS = { line: 2.4, dashed: 1.8, thin: 1.6, low: 0, high: 0 };
const DASHES = { dashed: "5px,3px", thin: "2px,2px" };

// The ends of an axis with a little room beyond what is drawn.
function roomy(bottom, top) {
  const room = 0.06 * (top - bottom) || 1;
  return [bottom < 0 ? bottom - room : 0, top + (top > 0 || bottom === 0 ? room : 0)];
}

// A value on the scale of its panel, with three digits or with the decimals that tell its values apart.
function scaled(value, { factor, places }) {
  if (value === null || places === undefined) return number(value === null ? null : value * factor);
  return (value * factor).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
}

// A value of a series with its unit, and the half-width of its interval.
function shown(series, place) {
  const { factor, label } = series.panel;
  const margin = series.margin && series.margin[place] !== null ? ` ± ${number(series.margin[place] * factor)}` : "";
  return `${scaled(series.values[place], series.panel)}${margin} ${label}`.trim();
}

const SPOT = { top: 20, row: 20, rows: 6, letter: 6.2, narrow: 560 };
let years = null;

class Figure {
  constructor(node) {
    this.node = node;
    this.plot = node.querySelector(".plot");
    this.chart = CHARTS[node.dataset.chart];
    this.hidden = new Set();
    this.place = -1;
    this.zoom = null;
    this.drawn = false;
    if (this.chart.panels.length > 1) this.plot.classList.add("two");
    this.panelLabels();
    this.legend();
    this.tools();
    this.keys();
    this.pointers();
  }

  get series() {
    return this.chart.panels.flatMap((panel, at) => panel.series.map((series) => ({ ...series, panel, at })));
  }

  // The space of each panel on the plot, from the top: the first is the larger one.
  domain(at) {
    if (this.chart.panels.length === 1) return [0, 1];
    return at === 0 ? [0.46, 1] : [0, 0.3];
  }

  panelLabels() {
    if (this.chart.axis) this.plot.append(element("span", this.chart.axis, "axis across"));
    this.chart.panels.forEach((panel, at) => {
      const words = [panel.title, panel.label, panel.free && "the axis does not begin at 0"].filter(Boolean).join(", ");
      const label = element("span", words, "axis");
      label.style.top = `calc((100% - 1.5rem - 1.3rem) * ${1 - this.domain(at)[1]})`;
      this.plot.append(label);
    });
  }

  legend() {
    if (this.chart.per === "number" && this.series.length === 1) return;
    const cards = this.node.closest(".cards.common");
    const place = cards ? cards.previousElementSibling : this.node.querySelector(".legend");
    const seen = new Set([...place.children].map((button) => button.dataset.name));
    for (const series of this.series) {
      if (series.role === "low" || seen.has(series.name)) continue;
      seen.add(series.name);
      const name = series.role === "high" ? "lowest to highest" : series.name;
      const button = element("button");
      button.type = "button";
      button.dataset.name = series.name;
      button.setAttribute("aria-pressed", String(!this.hidden.has(series.name)));
      button.append(swatch(series), element("bdi", name));
      button.addEventListener("click", () => toggle(place, series, button));
      place.append(button);
    }
  }

  show(names, shown) {
    for (const name of names) {
      if (shown) this.hidden.delete(name);
      else this.hidden.add(name);
    }
    if (this.drawn) this.draw();
  }

  tools() {
    const table = this.node.querySelector("details.later");
    if (table) table.addEventListener("toggle", () => this.table(table), { once: true });
    const csv = this.node.querySelector(".csv");
    csv.hidden = false;
    csv.addEventListener("click", () => this.download());
    this.reset = this.node.querySelector(".reset");
    this.reset.addEventListener("click", () => this.zoomTo(null));
  }

  // A long table is made when it is opened: the numbers are on the page already.
  table(place) {
    const rows = element("table", undefined, "numbers");
    const head = rows.createTHead().insertRow();
    head.append(element("td"));
    for (const each of this.series) {
      const name = element("th");
      name.scope = "col";
      name.append(element("bdi", each.panel.label ? `${each.name} [${each.panel.label}]` : each.name));
      head.append(name);
    }
    const body = rows.createTBody();
    this.chart.labels.forEach((label, t) => {
      const row = body.insertRow();
      const first = element("th", label);
      first.scope = "row";
      row.append(first);
      for (const each of this.series) {
        const value = each.values[t];
        row.insertCell().textContent = scaled(value, each.panel);
      }
    });
    const scroll = element("div", undefined, "scroll");
    scroll.tabIndex = 0;
    scroll.append(rows);
    place.append(scroll);
  }

  download() {
    const header = [this.chart.per, ...this.series.map((each) => `${each.name} [${each.panel.unit}]`)];
    const rows = this.chart.labels.map((label, t) => [label, ...this.series.map((each) => each.values[t])]);
    save([header, ...rows], this.chart.title);
  }

  keys() {
    this.plot.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (event.key === "Escape") hideTip();
      if (!step) return;
      event.preventDefault();
      const last = this.chart.labels.length - 1;
      const place = Math.min(Math.max(this.place + step, 0), last);
      this.point(place, null);
      announce(this.chart.labels[place], this.lines(place));
    });
    this.plot.addEventListener("blur", () => this.unpoint());
  }

  // A mouse points where it is, a finger where it taps; while a mouse drags, it zooms.
  pointers() {
    this.plot.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.over(event, event.buttons === 0);
    });
    this.plot.addEventListener("pointerdown", (event) => this.over(event, event.pointerType === "touch"));
    this.plot.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.unpoint();
    });
  }

  over(event, points) {
    if (!this.drawn) return;
    const axis = this.plot._fullLayout.xaxis;
    const x = event.clientX - this.plot.getBoundingClientRect().left - axis._offset;
    if (points && x >= 0 && x <= axis._length) this.point(this.nearest(axis.p2d(x)), event);
    else this.unpoint();
  }

  lines(place) {
    const found = [];
    const stacks = new Map();
    for (const each of this.series) {
      const value = each.values[place];
      if (this.hidden.has(each.name) || value === null) continue;
      if (value === 0 && each.role === "bar" && this.series.length > 3) continue;
      if (each.role === "bar") stacks.set(each.panel, [...(stacks.get(each.panel) || []), value]);
      found.push([swatch(each), each.name, shown(each, place)]);
    }
    for (const [panel, values] of stacks) {
      if (values.length < 2) continue;
      const whole = values.reduce((sum, value) => sum + value, 0);
      found.push([element("i"), "together", `${number(whole * panel.factor)} ${panel.label}`.trim()]);
    }
    for (const spot of this.chart.spots || []) {
      const span = (this.x(this.chart.labels.length - 1) - this.x(0)) / Math.max(this.chart.labels.length - 1, 1);
      if (Math.abs(spot.at - this.x(place)) <= 0.5 * span) found.push([element("i"), spot.label, ""]);
    }
    for (const mark of this.chart.marks) {
      if (place >= mark.first && place <= mark.last) found.push([element("i"), mark.label, ""]);
    }
    return found;
  }

  point(place, mouse) {
    this.place = place;
    const box = this.plot.getBoundingClientRect();
    const axis = this.plot._fullLayout.xaxis;
    const x = axis._offset + axis.d2p(this.x(place));
    if (!this.cursor) {
      this.cursor = element("div", undefined, "cursor");
      this.plot.append(this.cursor);
    }
    this.cursor.hidden = false;
    this.cursor.style.left = x + "px";
    showTip(this.chart.labels[place], this.lines(place), box.left + x, mouse ? mouse.clientY : box.top + box.height / 3);
  }

  unpoint() {
    hideTip();
    if (this.cursor) this.cursor.hidden = true;
  }

  // Zoom to points in time [first, last], null for all of them.
  zoomTo(range) {
    this.zoom = range;
    this.reset.hidden = !range;
    this.draw();
  }

  // Where a point stands on the axis: its place, or the number that it is.
  x(place) {
    return this.chart.at ? this.chart.at[place] : place;
  }

  get range() {
    const last = this.chart.labels.length - 1;
    if (this.chart.at) {
      const [low, high] = this.zoom || [0, last];
      const bars = this.series.some((each) => each.role === "bar");
      const room = (bars ? Math.max(0.03, 0.5 / last) : 0.03) * (this.x(last) - this.x(0)) || 0.5;
      return [this.x(low) - room, this.x(high) + room];
    }
    if (this.zoom) return [this.zoom[0] - 0.5, this.zoom[1] + 0.5];
    if (!years) return [-0.5, last + 0.5];
    const inside = this.chart.labels.map((label, t) => [label.slice(0, 4), t]);
    const kept = inside.filter(([year]) => year >= years[0] && year <= years[1]);
    return kept.length ? [kept[0][1] - 0.5, kept[kept.length - 1][1] + 0.5] : [-0.5, last + 0.5];
  }

  // From 0, or the lowest value below it, to a little above the highest of what is shown; charts that are read side by
  // side say their ends.
  heights(at) {
    const { ends, factor, free } = this.chart.panels[at];
    if (ends) return roomy(ends[0] * factor, ends[1] * factor);
    const [low, high] = this.range;
    if (free) {
      const all = this.series.filter((each) => each.at === at && !this.hidden.has(each.name)).flatMap((each) => each.values);
      const values = all.filter((value) => value !== null).map((value) => value * factor);
      const [least, most] = values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
      const room = 0.08 * (most - least) || 0.01 * Math.abs(most) || 1;
      return [least - room, most + room];
    }
    let bottom = 0;
    let top = 0;
    this.chart.labels.forEach((_, t) => {
      if (this.x(t) < low || this.x(t) > high) return;
      let [above, below] = [0, 0];
      for (const each of this.series) {
        const value = (each.values[t] || 0) * each.panel.factor;
        if (each.at !== at || this.hidden.has(each.name)) continue;
        if (each.role !== "bar") [top, bottom] = [Math.max(top, value), Math.min(bottom, value)];
        else if (value > 0) above += value;
        else below += value;
      }
      [top, bottom] = [Math.max(top, above), Math.min(bottom, below)];
    });
    return roomy(bottom, top);
  }

  // About half of the longest label [px]: what the first one needs on its left, and the last one on its right. They hang
  // lower than numbers do, clear of those of the other axis.
  get half() {
    return 3.2 * Math.max(...this.chart.labels.map((label) => label.length)) - 4;
  }

  // Labels of points that stand at numbers, as many as there is room for.
  marked() {
    const longest = Math.max(...this.chart.labels.map((label) => label.length));
    const span = this.range[1] - this.range[0];
    const room = (Math.max(this.plot.clientWidth - 50, 60) * 1) / (6.4 * longest + 14);
    const kept = [];
    this.chart.labels.forEach((_, t) => {
      if (!kept.length || this.x(t) - this.x(kept[kept.length - 1]) >= span / room) kept.push(t);
    });
    return { values: kept.map((t) => this.x(t)), texts: kept.map((t) => this.chart.labels[t]) };
  }

  // A label under the middle of each year, as many as there is room for.
  ticks() {
    const spans = new Map();
    this.chart.labels.forEach((label, t) => {
      const year = label.slice(0, 4);
      spans.set(year, [spans.has(year) ? spans.get(year)[0] : t, t]);
    });
    const [low, high] = this.range;
    const inside = [...spans].filter(([, [first, last]]) => (first + last) / 2 > low && (first + last) / 2 < high);
    const every = Math.max(Math.ceil((inside.length * 44) / Math.max(this.plot.clientWidth - 50, 60)), 1);
    const kept = inside.filter((_, i) => i % every === 0);
    return { values: kept.map(([, [first, last]]) => (first + last) / 2), texts: kept.map(([year]) => year) };
  }

  traces() {
    return this.series.flatMap((each) => {
      const hidden = this.hidden.has(each.name);
      const values = each.values.map((value) => (value === null ? null : value * each.panel.factor));
      const shape = this.chart.per === "period" ? "hvh" : "linear";
      const places = values.map((_, t) => this.x(t));
      if (shape === "hvh" && each.role !== "bar") {
        // A step reaches from the start of its period to the end, the first and the last too.
        values.push(values[values.length - 1]);
        values.unshift(values[0]);
        places.push(places.length - 0.5);
        places.unshift(-0.5);
      }
      const trace = { y: values, x: places, yaxis: each.at ? "y2" : "y", hoverinfo: "skip", visible: !hidden };
      const paint = colour(each.colour);
      if (each.role === "bar") return [{ ...trace, type: "bar", marker: { color: paint, line: { width: 0 } } }];
      const line = { color: paint, width: WIDTHS[each.role], shape, dash: DASHES[each.role] || "solid" };
      const marks = this.chart.per !== "period" && each.role !== "high" && each.role !== "low";
      const mode = each.role === "dot" ? "markers" : marks ? "lines+markers" : "lines";
      const drawn = { ...trace, type: "scatter", mode, line, connectgaps: false };
      if (marks) drawn.marker = { size: each.role === "dot" ? 8 : 5, color: paint };
      if (each.role === "high") Object.assign(drawn, { fill: "tonexty", fillcolor: paint + "2e" });
      if (each.role !== "line" || !this.series.some((other) => other.role === "bar" && other.at === each.at)) return [drawn];
      // A line across bars has an edge in the colour of the ground, so that it stands out from all of them.
      const edge = { ...drawn, mode: "lines", line: { ...line, color: colour("card"), width: line.width + 2.6 } };
      return [edge, drawn];
    });
  }

  // Room above the plot: for the names of panels and spots.
  get above() {
    if (!this.chart.spots) return 21;
    return SPOT.top + SPOT.row * (Math.max(...this.plan().map((each) => each.row)) + 1) + 6;
  }

  layout() {
    const ticks = this.chart.labelled ? this.marked() : this.chart.at ? null : this.ticks();
    const quiet = colour("quiet");
    const edge = colour("edge");
    const axis = {
      fixedrange: true, gridcolor: edge, zeroline: true, zerolinecolor: quiet, zerolinewidth: 1, automargin: true,
      exponentformat: "none", separatethousands: true, ticks: "",
    };
    const layout = {
      autosize: true, margin: { l: this.chart.labelled ? this.half : 8, r: this.chart.labelled ? this.half - 6 : 6, t: this.above, b: this.chart.labelled ? 48 : this.chart.axis ? 40 : 24 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      barmode: "relative", bargap: this.chart.per === "number" ? 0.08 : this.chart.per !== "period" ? 0.35 : this.chart.labels.length > 48 ? 0 : 0.06, showlegend: false, hovermode: false,
      dragmode: FINE ? "zoom" : false, font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: quiet },
      xaxis: {
        range: this.range, ...(ticks ? { tickmode: "array", tickvals: ticks.values, ticktext: ticks.texts } : { nticks: 7 }),
        showgrid: false, zeroline: false, exponentformat: "none", separatethousands: true, anchor: this.chart.panels.length > 1 ? "y2" : "y",
        ...(this.chart.labelled ? { ticks: "outside", ticklen: 8, tickcolor: "rgba(0,0,0,0)", ticklabeloverflow: "allow" } : { ticks: "" }),
      },
      shapes: [
        ...this.chart.marks.map((mark) => ({
          type: "rect", xref: "x", yref: "paper", x0: mark.first - 0.5, x1: mark.last + 0.5, y0: 0, y1: 1, layer: "below",
          line: { width: 0 }, fillcolor: colour("hit"),
        })),
        ...(this.chart.spots || []).flatMap((spot) => [
          { type: "rect", xref: "x", yref: "paper", x0: spot.low, x1: spot.high, y0: 1, y1: 1.025, line: { width: 0 }, fillcolor: colour("c8") },
          { type: "line", xref: "x", yref: "paper", x0: spot.at, x1: spot.at, y0: 0, y1: 1, layer: "below", line: { width: 1.4, color: colour("c8"), dash: "3px,3px" } },
        ]),
      ],
    };
    this.chart.panels.forEach((_, at) => {
      layout[at ? "yaxis2" : "yaxis"] = { ...axis, domain: this.domain(at), range: this.heights(at), nticks: at || this.chart.small ? 4 : 6 };
    });
    return layout;
  }

  // How each spot is named above the plot: its row, and whether the name stands on its right, on its left, or nowhere.
  // A name passes above the numbers of later spots, so that their lines cut none; there are at most so many rows.
  plan() {
    const [low, high] = this.range;
    const width = this.plot.clientWidth;
    const axis = this.plot._fullLayout ? this.plot._fullLayout.xaxis : { _offset: 46, _length: width - 52 };
    const lefts = this.chart.spots.map((spot) => axis._offset + ((spot.at - low) / (high - low)) * axis._length);
    const made = lefts.map((left) => ({ left, row: 0, side: "" }));
    if (width < SPOT.narrow) return made;
    const end = lefts.length - 1;
    for (let at = end; at >= 0; at--) {
      const wide = 22 + SPOT.letter * this.chart.spots[at].label.length;
      const onLeft = lefts[at] + wide > width;
      if (onLeft) {
        if (at === 0 || lefts[at - 1] < lefts[at] - wide) made[at].side = "left";
        continue;
      }
      const begins = ({ left, side }, other) => left - (side === "left" ? 22 + SPOT.letter * this.chart.spots[other].label.length : 10);
      const below = made.filter((other, place) => place > at && begins(other, place) < lefts[at] + wide).map((other) => other.row);
      const row = below.length ? Math.max(...below) + 1 : 0;
      if (row < SPOT.rows) Object.assign(made[at], { row, side: "right" });
    }
    return made;
  }

  spots() {
    for (const old of this.plot.querySelectorAll(".spot")) old.remove();
    const plan = this.plan();
    const rows = Math.max(...plan.map((each) => each.row)) + 1;
    plan.forEach(({ left, row, side }, at) => {
      const axis = this.plot._fullLayout.xaxis;
      if (left < axis._offset - 1 || left > axis._offset + axis._length + 1) return;
      const badge = element("span", String(at + 1), "spot");
      badge.style.setProperty("--down", `${SPOT.row * row + 4}px`);
      const name = element("span", undefined, "spot name");
      if (side) name.append(element("bdi", this.chart.spots[at].label));
      this.plot.append(badge, name);
      for (const each of [badge, name]) each.style.top = `${SPOT.top + SPOT.row * (rows - 1 - row)}px`;
      badge.style.left = `${left}px`;
      name.style.left = `${side === "left" ? left - 13 - name.getBoundingClientRect().width : left + 12}px`;
    });
  }

  draw() {
    if (this.chart.spots) {
      this.plot.classList.add("own");
      this.plot.style.height = `${230 + this.above}px`;
    }
    Plotly.react(this.plot, this.traces(), this.layout(), CONFIG);
    if (this.chart.spots) this.spots();
    if (this.drawn) return;
    this.drawn = true;
    this.plot.on("plotly_relayout", (change) => this.zoomed(change));
  }

  nearest(x) {
    if (this.chart.at) {
      const far = this.chart.at.map((each) => Math.abs(each - x));
      return far.indexOf(Math.min(...far));
    }
    return Math.min(Math.max(Math.round(x), 0), this.chart.labels.length - 1);
  }

  zoomed(change) {
    const low = change["xaxis.range[0]"];
    const high = change["xaxis.range[1]"];
    if (low === undefined || high === undefined) return;
    this.zoomTo([this.nearest(low), this.nearest(high)]);
  }
}
