// --- maps ----------------------------------------------------------------------------------------------------------

const MOST_TOLD = 6;

function map(node) {
  const MAP = MAPS[node.dataset.map];
  const table = node.querySelector(".heat");
  const box = node.querySelector(".map");
  let active = null;

  function open(button, wanted) {
    button.setAttribute("aria-expanded", String(wanted));
    for (const row of button.closest("tbody").querySelectorAll(".limit")) row.hidden = !wanted;
  }

  function about(line, place) {
    const row = MAP.rows[line.dataset.row];
    const limit = line.dataset.limit === undefined ? null : row.limits[line.dataset.limit];
    const worth = (each) => (each.shares[place] > 0 ? number(each.shares[place]) + " %" : "nothing");
    const full = (each) => (each.use[place] === null ? "" : each.use[place] + " % used");
    const both = (each) => [worth(each), full(each)].filter(Boolean).join(", ");
    const title = `${(limit || row).name}, ${MAP.labels[place]}`;
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
    if (place >= 0 && place < MAP.labels.length) show(line, place);
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
    const place = Math.min(Math.max(now[1] + steps[1], 0), MAP.labels.length - 1);
    announce(...show(lines[row], place));
    active.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  const buttons = [...table.querySelectorAll("button[aria-expanded]")];
  for (const button of buttons) button.addEventListener("click", () => open(button, button.getAttribute("aria-expanded") !== "true"));
  const all = node.querySelector(".open-all");
  all.hidden = !buttons.length;
  all.addEventListener("click", () => {
    const wanted = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(wanted));
    all.textContent = wanted ? "Close all rows" : "Open all rows";
    for (const button of buttons) open(button, wanted);
  });
  const csv = node.querySelector(".map-csv");
  csv.hidden = false;
  csv.addEventListener("click", () => {
    const rows = MAP.rows.flatMap((row) => [[row.name, "", row], ...row.limits.map((limit) => [row.name, limit.name, limit])]);
    const line = (kind, key) => ([link, limit, row]) => [link, limit, kind, ...row[key]];
    const worth = rows.map(line("worth [% of the plan's value]", "shares"));
    save([[MAP.corner.toLowerCase(), "limit", "quantity", ...MAP.labels], ...worth, ...rows.map(line("used [%]", "use"))], MAP.title);
  });
}
