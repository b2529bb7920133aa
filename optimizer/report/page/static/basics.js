// What moves on a page: charts, tips of maps, themes. The numbers come from the two JSON blocks; names are set as text,
// never as HTML, and the chart library is given numbers only. The parts of the script are joined into one.
const CHARTS = JSON.parse(document.getElementById("charts-data").textContent);
const MAPS = JSON.parse(document.getElementById("maps-data").textContent);
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
