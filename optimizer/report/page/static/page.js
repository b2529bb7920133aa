// What moves on the page: charts, the map's tips, themes. The numbers come from the two JSON blocks; names are set as
// text, never as HTML, and the chart library is given numbers only.
"use strict";
(() => {
  const CHARTS = JSON.parse(document.getElementById("charts-data").textContent);
  const CHAIN = JSON.parse(document.getElementById("chain-data").textContent);
  const root = document.documentElement;
  const tip = document.getElementById("tip");
  const said = document.getElementById("said");
  const CONFIG = { displayModeBar: false, displaylogo: false, showTips: false, doubleClick: false, staticPlot: false };
  const FINE = matchMedia("(pointer: fine)").matches;

  // --- words ---------------------------------------------------------------------------------------------------------

  // Three significant digits with thousands marked: as optimizer.report.words.number.
  function number(value) {
    if (value === null || !Number.isFinite(value)) return "–";
    if (value === 0) return "0";
    const rounded = Number(value.toPrecision(3));
    const decimals = Math.max(2 - Math.floor(Math.log10(Math.abs(rounded))), 0);
    if (decimals > 8) return rounded.toExponential(2);
    return rounded.toLocaleString("en-US", { maximumFractionDigits: decimals });
  }

  function element(tag, text, name) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function colour(name) {
    return getComputedStyle(root).getPropertyValue("--" + name).trim();
  }

  // --- tips ----------------------------------------------------------------------------------------------------------

  function swatch(series) {
    const mark = element("i", undefined, series.role === "bar" ? "" : series.role);
    mark.style.background = mark.style.borderColor = colour(series.colour);
    return mark;
  }

  function showTip(title, lines, left, top) {
    tip.replaceChildren(element("b", title));
    for (const [mark, name, value] of lines) {
      const line = element("p");
      if (mark) line.append(mark);
      line.append(element("bdi", name), element("span", value));
      tip.append(line);
    }
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const room = { x: root.clientWidth - 8, y: root.clientHeight - 8 };
    const x = left + 14 + box.width > room.x ? left - 14 - box.width : left + 14;
    tip.style.left = Math.min(Math.max(x, 8), Math.max(room.x - box.width, 8)) + "px";
    tip.style.top = Math.min(Math.max(top - box.height / 2, 8), Math.max(room.y - box.height, 8)) + "px";
  }

  function hideTip() {
    tip.hidden = true;
  }

  function announce(title, lines) {
    said.textContent = title + ": " + lines.map(([, name, value]) => name + " " + value).join("; ");
  }

  // --- charts --------------------------------------------------------------------------------------------------------

  const figures = new Map();
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
      this.chart.panels.forEach((panel, at) => {
        const words = [panel.title, panel.label].filter(Boolean).join(", ");
        const label = element("span", words, "axis");
        label.style.top = `calc((100% - 1.5rem - 1.3rem) * ${1 - this.domain(at)[1]})`;
        this.plot.append(label);
      });
    }

    legend() {
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
          row.insertCell().textContent = number(value === null ? null : value * each.panel.factor);
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
        found.push([swatch(each), each.name, `${number(value * each.panel.factor)} ${each.panel.label}`.trim()]);
      }
      for (const [panel, values] of stacks) {
        if (values.length < 2) continue;
        const whole = values.reduce((sum, value) => sum + value, 0);
        found.push([element("i"), "together", `${number(whole * panel.factor)} ${panel.label}`.trim()]);
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
      const x = axis._offset + axis.d2p(place);
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

    get range() {
      const last = this.chart.labels.length - 1;
      if (this.zoom) return [this.zoom[0] - 0.5, this.zoom[1] + 0.5];
      if (!years) return [-0.5, last + 0.5];
      const inside = this.chart.labels.map((label, t) => [label.slice(0, 4), t]);
      const kept = inside.filter(([year]) => year >= years[0] && year <= years[1]);
      return kept.length ? [kept[0][1] - 0.5, kept[kept.length - 1][1] + 0.5] : [-0.5, last + 0.5];
    }

    // From 0, or the lowest value below it, to a little above the highest of what is shown.
    heights(at) {
      const [low, high] = this.range;
      let bottom = 0;
      let top = 0;
      this.chart.labels.forEach((_, t) => {
        if (t < low || t > high) return;
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
      const room = 0.06 * (top - bottom) || 1;
      return [bottom < 0 ? bottom - room : 0, top + (top > 0 || bottom === 0 ? room : 0)];
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
      return this.series.map((each) => {
        const hidden = this.hidden.has(each.name);
        const values = each.values.map((value) => (value === null ? null : value * each.panel.factor));
        const shape = this.chart.per === "period" ? "hvh" : "linear";
        const places = values.map((_, t) => t);
        if (shape === "hvh" && each.role !== "bar") {
          // A step reaches from the start of its period to the end, the first and the last too.
          values.push(values[values.length - 1]);
          values.unshift(values[0]);
          places.push(places.length - 0.5);
          places.unshift(-0.5);
        }
        const trace = { y: values, x: places, yaxis: each.at ? "y2" : "y", hoverinfo: "skip", visible: !hidden };
        const paint = colour(each.colour);
        if (each.role === "bar") return { ...trace, type: "bar", marker: { color: paint, line: { width: 0 } } };
        const widths = { line: 2.4, dashed: 1.8, thin: 1.6, low: 0, high: 0 };
        const line = { color: paint, width: widths[each.role], shape, dash: { dashed: "5px,3px", thin: "2px,2px" }[each.role] || "solid" };
        const marks = this.chart.per === "year" && each.role !== "high" && each.role !== "low";
        const drawn = { ...trace, type: "scatter", mode: marks ? "lines+markers" : "lines", line, connectgaps: false };
        if (marks) drawn.marker = { size: 5, color: paint };
        if (each.role === "high") Object.assign(drawn, { fill: "tonexty", fillcolor: paint + "2e" });
        return drawn;
      });
    }

    layout() {
      const ticks = this.ticks();
      const quiet = colour("quiet");
      const edge = colour("edge");
      const axis = {
        fixedrange: true, gridcolor: edge, zeroline: true, zerolinecolor: quiet, zerolinewidth: 1, automargin: true,
        exponentformat: "none", separatethousands: true, ticks: "",
      };
      const layout = {
        autosize: true, margin: { l: 8, r: 6, t: 21, b: 24 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
        barmode: "relative", bargap: this.chart.per === "year" ? 0.35 : this.chart.labels.length > 48 ? 0 : 0.06, showlegend: false, hovermode: false,
        dragmode: FINE ? "zoom" : false, font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: quiet },
        xaxis: {
          range: this.range, tickmode: "array", tickvals: ticks.values, ticktext: ticks.texts, showgrid: false, zeroline: false,
          ticks: "", anchor: this.chart.panels.length > 1 ? "y2" : "y",
        },
        shapes: this.chart.marks.map((mark) => ({
          type: "rect", xref: "x", yref: "paper", x0: mark.first - 0.5, x1: mark.last + 0.5, y0: 0, y1: 1, layer: "below",
          line: { width: 0 }, fillcolor: colour("hit"),
        })),
      };
      this.chart.panels.forEach((_, at) => {
        layout[at ? "yaxis2" : "yaxis"] = { ...axis, domain: this.domain(at), range: this.heights(at), nticks: at || this.chart.small ? 4 : 6 };
      });
      return layout;
    }

    draw() {
      Plotly.react(this.plot, this.traces(), this.layout(), CONFIG);
      if (this.drawn) return;
      this.drawn = true;
      this.plot.on("plotly_relayout", (change) => this.zoomed(change));
    }

    nearest(x) {
      return Math.min(Math.max(Math.round(x), 0), this.chart.labels.length - 1);
    }

    zoomed(change) {
      const low = change["xaxis.range[0]"];
      const high = change["xaxis.range[1]"];
      if (low === undefined || high === undefined) return;
      this.zoomTo([this.nearest(low), this.nearest(high)]);
    }
  }

  // A legend is of one chart, or of all the charts on the cards below it.
  function toggle(place, series, button) {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    const names = series.role === "high" ? ["lowest", series.name] : [series.name];
    const within = place.classList.contains("common") ? place.nextElementSibling : place.parentNode;
    for (const figure of figures.values()) if (within.contains(figure.node)) figure.show(names, shown);
  }

  function redraw() {
    for (const legend of document.querySelectorAll(".legend")) legend.replaceChildren();
    for (const figure of figures.values()) {
      figure.legend();
      if (figure.drawn) figure.draw();
    }
  }

  function drawAll() {
    for (const figure of figures.values()) if (!figure.drawn) figure.draw();
  }

  // Charts are drawn when they come near the window: a page of fifty opens at once.
  function watch() {
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          watcher.unobserve(entry.target);
          const figure = figures.get(entry.target.dataset.chart);
          if (!figure.drawn) figure.draw();
        }
      },
      { rootMargin: "600px" },
    );
    for (const node of document.querySelectorAll(".chart")) {
      figures.set(node.dataset.chart, new Figure(node));
      watcher.observe(node);
    }
  }

  // --- tables as files -----------------------------------------------------------------------------------------------

  // A cell that begins like a formula is made text, so that a spreadsheet shows the name and does not run it.
  function cell(value) {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? "'" + value : String(value);
    return /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  }

  function save(rows, title) {
    const text = rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
    const link = element("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv;charset=utf-8" }));
    link.download = (title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "chart") + ".csv";
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // --- map of the chain ----------------------------------------------------------------------------------------------

  const MOST_TOLD = 6;

  function map() {
    const table = document.querySelector(".heat");
    const box = document.querySelector(".map");
    let active = null;

    function open(button, wanted) {
      button.setAttribute("aria-expanded", String(wanted));
      for (const row of button.closest("tbody").querySelectorAll(".limit")) row.hidden = !wanted;
    }

    function about(line, place) {
      const row = CHAIN.rows[line.dataset.row];
      const limit = line.dataset.limit === undefined ? null : row.limits[line.dataset.limit];
      const worth = (each) => (each.shares[place] > 0 ? number(each.shares[place]) + " %" : "nothing");
      const full = (each) => (each.use[place] === null ? "" : each.use[place] + " % used");
      const both = (each) => [worth(each), full(each)].filter(Boolean).join(", ");
      const title = `${(limit || row).name}, ${CHAIN.labels[place]}`;
      if (limit) return [title, [[null, "worth", worth(limit)], [null, "of the limit", full(limit) || "not counted"]]];
      const lines = [[null, "worth, share of the plan’s value", worth(row)]];
      const holding = row.limits.filter((each) => each.shares[place] > 0);
      holding.sort((a, b) => b.shares[place] - a.shares[place]);
      for (const each of holding.slice(0, MOST_TOLD)) lines.push([null, each.name, both(each)]);
      if (!holding.length && row.use[place] !== null) lines.push([null, "fullest limit", row.use[place] + " % used"]);
      return [title, lines];
    }

    function show(line, place) {
      const target = line.cells[place + 1];
      if (active) active.classList.remove("on");
      active = target;
      target.classList.add("on");
      const at = target.getBoundingClientRect();
      const [title, lines] = about(line, place);
      showTip(title, lines, at.right, at.top + at.height / 2);
      return [title, lines];
    }

    function leave() {
      if (active) active.classList.remove("on");
      hideTip();
    }

    table.addEventListener("mouseover", (event) => {
      const target = event.target.closest("td");
      const line = event.target.closest("tr[data-row]");
      const place = target && line ? target.cellIndex - 1 : -1;
      if (place >= 0 && place < CHAIN.labels.length) show(line, place);
      else leave();
    });
    table.addEventListener("mouseleave", leave);
    box.addEventListener("blur", leave);
    box.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
      if (event.key === "Escape") leave();
      if (!steps || event.target !== box) return;
      event.preventDefault();
      const lines = [...table.querySelectorAll("tr[data-row]")].filter((line) => !line.hidden);
      const now = active ? [lines.indexOf(active.parentNode), active.cellIndex - 1] : [0, -1];
      const row = Math.min(Math.max(now[0] + steps[0], 0), lines.length - 1);
      const place = Math.min(Math.max(now[1] + steps[1], 0), CHAIN.labels.length - 1);
      announce(...show(lines[row], place));
      active.scrollIntoView({ block: "nearest", inline: "nearest" });
    });

    const buttons = [...table.querySelectorAll("button[aria-expanded]")];
    for (const button of buttons) button.addEventListener("click", () => open(button, button.getAttribute("aria-expanded") !== "true"));
    const all = document.getElementById("open-all");
    all.hidden = !buttons.length;
    all.addEventListener("click", () => {
      const wanted = all.getAttribute("aria-pressed") !== "true";
      all.setAttribute("aria-pressed", String(wanted));
      all.textContent = wanted ? "Close all links" : "Open all links";
      for (const button of buttons) open(button, wanted);
    });
    const csv = document.getElementById("chain-csv");
    csv.hidden = false;
    csv.addEventListener("click", () => {
      const rows = CHAIN.rows.flatMap((row) => [[row.name, "", row], ...row.limits.map((limit) => [row.name, limit.name, limit])]);
      const line = (kind, key) => ([link, limit, row]) => [link, limit, kind, ...row[key]];
      const worth = rows.map(line("worth [% of the plan's value]", "shares"));
      save([["link", "limit", "quantity", ...CHAIN.labels], ...worth, ...rows.map(line("used [%]", "use"))], "chain");
    });
  }

  // --- years, themes, paper ------------------------------------------------------------------------------------------

  function controls() {
    const from = document.getElementById("from-year");
    const to = document.getElementById("to-year");
    document.querySelector(".controls").hidden = false;
    document.querySelector(".range").hidden = from.options.length < 2;
    const changed = (moved) => {
      if (from.selectedIndex > to.selectedIndex) (moved === from ? to : from).selectedIndex = moved.selectedIndex;
      years = [from.value, to.value];
      for (const figure of figures.values()) {
        figure.zoom = null;
        figure.reset.hidden = true;
        if (figure.drawn) figure.draw();
      }
    };
    from.addEventListener("change", () => changed(from));
    to.addEventListener("change", () => changed(to));
  }

  function stored(theme) {
    try {
      if (theme === undefined) return localStorage.getItem("optimizer-theme");
      localStorage.setItem("optimizer-theme", theme);
    } catch {
      // Some browsers give pages from disk no storage: the choice then lasts as long as the page.
    }
    return theme;
  }

  function themes() {
    const button = document.getElementById("theme");
    const order = ["auto", "light", "dark"];
    const use = (theme) => {
      if (theme === "auto") delete root.dataset.theme;
      else root.dataset.theme = theme;
      button.textContent = "Theme: " + theme;
      button.dataset.now = theme;
      redraw();
    };
    const before = stored();
    use(order.includes(before) ? before : "auto");
    button.addEventListener("click", () => {
      const next = order[(order.indexOf(button.dataset.now) + 1) % order.length];
      stored(next);
      use(next);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    let screen = null;
    addEventListener("beforeprint", () => {
      screen = button.dataset.now;
      root.dataset.theme = "light";
      root.classList.add("printing");
      redraw();
      drawAll();
    });
    addEventListener("afterprint", () => {
      root.classList.remove("printing");
      use(screen || "auto");
    });
  }

  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 150);
  });
  addEventListener("scroll", hideTip, { passive: true });

  // A link to a source opens the list that it is in.
  function sources() {
    for (const link of document.querySelectorAll('a[href^="#source-"]')) {
      link.addEventListener("click", () => {
        document.getElementById(link.hash.slice(1)).closest("details").open = true;
      });
    }
  }

  watch();
  sources();
  map();
  controls();
  themes();
})();
