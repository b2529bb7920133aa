// --- things where two numbers meet ---------------------------------------------------------------------------------

const NUMBERED = 12;
const NEAR = 24;

// A disc for each thing; the first ones bear the number under which they are listed. What cannot be told from nothing is
// grey.
class Places extends Figure {
  isUnclear(place) {
    return (this.chart.unclear || []).includes(place);
  }

  get range() {
    const most = Math.max(...this.chart.at.map((at, place) => at + ((this.chart.margin || [])[place] || 0)), 0);
    return [-0.04 * most || -1, 1.06 * most || 1];
  }

  // Room for the discs at 0.
  heights(at) {
    const top = super.heights(at)[1];
    return [-0.09 * top, top * 1.04];
  }

  legend() {}

  traces() {
    const [each] = this.series;
    // The last come first, so that the numbered ones lie on top.
    const order = each.values.map((_, place) => place).reverse();
    const pick = (of) => order.map(of);
    const isFirst = (place) => place < NUMBERED;
    return [
      {
        type: "scatter", mode: "markers+text", hoverinfo: "skip", cliponaxis: false,
        x: pick((place) => this.chart.at[place]), y: pick((place) => (each.values[place] === null ? null : each.values[place] * each.panel.factor)),
        text: pick((place) => (isFirst(place) ? String(place + 1) : "")), textfont: { color: colour("card"), size: 11 },
        ...(this.chart.margin && { error_x: { type: "data", array: pick((place) => this.chart.margin[place] || 0), thickness: 1.2, width: 3, color: colour("ink") } }),
        marker: {
          size: pick((place) => (isFirst(place) ? 19 : 8)), color: pick((place) => colour(isFirst(place) && !this.isUnclear(place) ? each.colour : "grey")),
          line: { width: 1, color: colour("card") }, opacity: 1,
        },
      },
    ];
  }

  // Along the line both numbers are the same.
  layout() {
    const made = super.layout();
    const end = Math.min(this.range[1], made.yaxis.range[1]);
    const line = { type: "line", x0: 0, y0: 0, x1: end, y1: end, layer: "below", line: { width: 1, color: colour("quiet"), dash: "3px,3px" } };
    return { ...made, dragmode: false, shapes: [line], xaxis: { ...made.xaxis, fixedrange: true, zeroline: true, zerolinecolor: colour("quiet") } };
  }

  lines(place) {
    const [each] = this.series;
    const margin = (this.chart.margin || [])[place];
    const size = number(this.chart.at[place]) + (margin ? ` ± ${number(margin)}` : "");
    return [[null, this.chart.axis, size], [null, each.name, shown(each, place)]];
  }

  where(place) {
    const { xaxis, yaxis } = this.plot._fullLayout;
    const [each] = this.series;
    return [xaxis._offset + xaxis.d2p(this.chart.at[place]), yaxis._offset + yaxis.d2p(each.values[place] * each.panel.factor)];
  }

  point(place) {
    this.place = place;
    const box = this.plot.getBoundingClientRect();
    const [x, y] = this.where(place);
    showTip(this.chart.labels[place], this.lines(place), box.left + x, box.top + y);
  }

  over(event, points) {
    if (!this.drawn) return;
    const box = this.plot.getBoundingClientRect();
    const far = this.chart.labels.map((_, place) => {
      const [x, y] = this.where(place);
      return Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y);
    });
    const nearest = far.indexOf(Math.min(...far));
    if (points && far[nearest] < NEAR) this.point(nearest);
    else this.unpoint();
  }

  download() {
    const [each] = this.series;
    const rows = this.chart.labels.map((label, t) => [label, this.chart.at[t], (this.chart.margin || [])[t], each.values[t]]);
    save([["thing", this.chart.axis, "half-width of its interval", `${each.name} [${each.panel.unit}]`], ...rows], this.chart.title);
  }
}
