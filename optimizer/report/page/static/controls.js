// --- years, themes, paper ------------------------------------------------------------------------------------------

function controls() {
  const from = document.getElementById("from-year");
  const to = document.getElementById("to-year");
  document.querySelector(".controls").hidden = false;
  if (!from) return;
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
for (const node of document.querySelectorAll(".heat-map")) map(node);
for (const node of document.querySelectorAll(".field")) fields.push(node.dataset.kinds === undefined ? new Layers(node) : new Kinds(node));
controls();
themes();
