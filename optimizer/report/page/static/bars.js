// --- charts of things ----------------------------------------------------------------------------------------------

const ROW = 46;
const ABOVE = 20;

// A bar to the right for each thing, its name above it: the names are of any length, and read at any width.
class Bars extends Figure {
  panelLabels() {
    const { panels, labels } = this.chart;
    this.plot.classList.add("own");
    this.plot.style.height = `${ABOVE + ROW * labels.length + 26}px`;
    const title = element("span", [panels[0].title, panels[0].label].filter(Boolean).join(", "), "axis");
    title.style.top = "0";
    this.plot.append(title);
    labels.forEach((label, place) => {
      const name = element("span", undefined, "item");
      name.append(element("bdi", label));
      name.style.top = `${ABOVE + ROW * place + 2}px`;
      this.plot.append(name);
    });
  }

  // One series needs no legend: the title says what it is.
  legend() {
    if (this.series.length > 1) super.legend();
  }

  get range() {
    const { ends, factor } = this.chart.panels[0];
    const shown = this.series.filter((each) => !this.hidden.has(each.name));
    const far = (side) => shown.flatMap((each) => each.values.map((value, t) => value + side * ((each.margin && each.margin[t]) || 0)));
    const [low, high] = ends || [Math.min(0, ...far(-1)), Math.max(0, ...far(1))];
    const room = 0.04 * (high - low) * factor || 1;
    return [low * factor - room, high * factor + room];
  }

  // Of two half bars that would cover one another, one is above and one below.
  halves(each) {
    const [first, second] = this.series.filter((other) => other.role === "half");
    const apart = each.values.map((_, t) => !!second && (!!each.margin || first.values[t] * second.values[t] > 0));
    return { offset: apart.map((is) => (is && each.name !== first.name ? 0.01 : is ? -0.19 : -0.18)), width: apart.map((is) => (is ? 0.18 : 0.36)) };
  }

  traces() {
    const places = this.chart.labels.map((_, place) => place + 0.22);
    return this.series.map((each) => {
      const values = each.values.map((value) => (value === null ? null : value * each.panel.factor));
      const paint = colour(each.colour);
      const trace = { x: values, y: places, hoverinfo: "skip", visible: !this.hidden.has(each.name) };
      if (each.margin) {
        const array = each.margin.map((value) => (value || 0) * each.panel.factor);
        trace.error_x = { type: "data", array, thickness: 1.2, width: 3, color: colour("ink") };
      }
      if (each.role === "half") {
        return { ...trace, type: "bar", orientation: "h", ...this.halves(each), marker: { color: paint, line: { width: 0 } } };
      }
      if (each.role === "bar") {
        return { ...trace, type: "bar", orientation: "h", width: 0.36, marker: { color: paint, line: { width: 0 } } };
      }
      const marker = { size: 10, color: paint, symbol: each.role === "ring" ? "circle-open" : "circle", line: { width: 2 } };
      return { ...trace, type: "scatter", mode: "markers", marker };
    });
  }

  layout() {
    const [quiet, edge] = [colour("quiet"), colour("edge")];
    return {
      autosize: true, margin: { l: 2, r: 6, t: ABOVE, b: 26 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      barmode: this.series.some((each) => each.role === "half") ? "overlay" : "relative", showlegend: false, hovermode: false, dragmode: false,
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: quiet },
      xaxis: {
        range: this.range, fixedrange: true, gridcolor: edge, zeroline: true, zerolinecolor: quiet, zerolinewidth: 1, nticks: 6,
        exponentformat: "none", separatethousands: true, ticks: "",
      },
      yaxis: { range: [this.chart.labels.length - 0.5, -0.5], fixedrange: true, visible: false },
    };
  }

  point(place, mouse) {
    this.place = place;
    const box = this.plot.getBoundingClientRect();
    const top = box.top + ABOVE + ROW * (place + 0.5);
    showTip(this.chart.labels[place], this.lines(place), mouse ? mouse.clientX : box.left + box.width / 3, top);
  }

  over(event, points) {
    if (!this.drawn) return;
    const place = Math.floor((event.clientY - this.plot.getBoundingClientRect().top - ABOVE) / ROW);
    if (points && place >= 0 && place < this.chart.labels.length) this.point(place, event);
    else this.unpoint();
  }

  keys() {
    super.keys();
    this.plot.addEventListener("keydown", (event) => {
      const key = { ArrowDown: "ArrowRight", ArrowUp: "ArrowLeft" }[event.key];
      if (!key) return;
      event.preventDefault();
      this.plot.dispatchEvent(new KeyboardEvent("keydown", { key }));
    });
  }
}

function made(node) {
  const kinds = { item: Bars, place: Places };
  return new (kinds[CHARTS[node.dataset.chart].per] || Figure)(node);
}

// --- all charts ----------------------------------------------------------------------------------------------------

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
  for (const field of fields) field.draw();
}

function drawAll() {
  for (const figure of figures.values()) if (!figure.drawn && !figure.node.closest("details:not([open])")) figure.draw();
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
    figures.set(node.dataset.chart, made(node));
    watcher.observe(node);
  }
}
