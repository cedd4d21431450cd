// The script of a report; without it, the page is complete but still.
// @ts-check
/// <reference lib="dom" />

(() => {
  const root = document.documentElement;
  root.classList.add("js");

  /** @param {string} id */
  const find = (id) => document.getElementById(id);
  /** @param {string} id */
  const readData = (id) => JSON.parse(find(id)?.textContent ?? "null");

  // What the reader has chosen outlives the loading of the page.
  const STORE = `report:${location.pathname}`;
  /** @type {Record<string, any>} */
  const state = (() => {
    try {
      return JSON.parse(sessionStorage.getItem(STORE) ?? "{}");
    } catch {
      return {};
    }
  })();
  /** @param {Record<string, any>} changes */
  const remember = (changes) => {
    Object.assign(state, changes);
    try {
      sessionStorage.setItem(STORE, JSON.stringify(state));
    } catch {
      // A browser without storage forgets.
    }
  };

  /**
   * A range input that shows one of several texts. At its end it stays there when the run goes on.
   *
   * @param {string} id
   * @param {readonly string[]} texts
   * @param {(index: number) => string | void} show May return the text for screen readers.
   */
  const range = (id, texts, show) => {
    const input = /** @type {HTMLInputElement | null} */ (find(id));
    const last = texts.length - 1;
    /** @param {number} index */
    const set = (index) => {
      const spoken = show(index);
      const output = find(`${id}-text`);
      if (output) output.textContent = texts[index] ?? "";
      if (input === null) return;
      input.value = String(index);
      input.setAttribute("aria-valuetext", spoken ?? texts[index] ?? "");
    };
    /** @param {number} index */
    const choose = (index) => {
      set(index);
      remember({ [id]: index === last ? null : index });
    };
    input?.addEventListener("input", () => choose(Number(input.value)));
    set(Math.min(last, state[id] ?? last));
    return choose;
  };

  /** @type {import("../sections/losses.ts").CurvesData | null} */
  const curves = readData("curves-data");
  if (curves) {
    const cursors = [...document.querySelectorAll("#curves .cursor")];
    const choose = range("curve-epoch", curves.texts, (index) => {
      const spoken = [`epoch ${curves.texts[index]}`];
      curves.panels.forEach((panel, number) => {
        const x = String(curves.x[index]);
        cursors[number]?.querySelector("path")?.setAttribute(
          "d",
          `M${x} ${curves.top}V${curves.bottom}`,
        );
        const circles = cursors[number]?.querySelectorAll("circle");
        panel.series.forEach((series, k) => {
          circles?.[k]?.setAttribute("cx", x);
          circles?.[k]?.setAttribute("cy", String(series.y[index] ?? -99));
          const value = find(`value-${number}-${k}`);
          if (value) value.textContent = series.texts[index] ?? "";
          if (number < 3) spoken.push(`${panel.title}, ${series.label}: ${series.texts[index]}`);
        });
      });
      return spoken.join("; ");
    });
    for (const chart of document.querySelectorAll("#curves .chart")) {
      const follow = (/** @type {Event} */ event) => {
        const { left, width } = chart.getBoundingClientRect();
        const { clientX } = /** @type {PointerEvent} */ (event);
        const x = (clientX - left) / width * curves.width;
        let nearest = 0;
        curves.x.forEach((at, i) => {
          if (Math.abs(at - x) < Math.abs((curves.x[nearest] ?? 0) - x)) nearest = i;
        });
        choose(nearest);
      };
      chart.addEventListener("pointermove", follow);
      chart.addEventListener("pointerdown", follow);
    }
  }

  /** @type {import("../sections/images.ts").SheetsData | null} */
  const sheets = readData("sheets-data");
  if (sheets) {
    const image = find("sheet");
    const newest = image?.getAttribute("href") ?? "";
    const choose = range("sheet-epoch", sheets.texts, (index) => {
      image?.setAttribute("href", sheets.uris[index] ?? newest);
      find("sheet-grid")?.setAttribute(
        "aria-label",
        `${sheets.count} samples, ${sheets.texts[index]}`,
      );
    });
    const play = find("sheet-play");
    const input = /** @type {HTMLInputElement | null} */ (find("sheet-epoch"));
    /** @type {ReturnType<typeof setInterval> | undefined} */
    let timer;
    const stop = () => {
      clearInterval(timer);
      timer = undefined;
      if (play) play.textContent = "Play";
      play?.setAttribute("aria-pressed", "false");
    };
    input?.addEventListener("input", stop);
    play?.addEventListener("click", () => {
      if (timer !== undefined) return stop();
      const last = sheets.texts.length - 1;
      let index = Number(input?.value) === last ? 0 : Number(input?.value);
      choose(index);
      play.textContent = "Stop";
      play.setAttribute("aria-pressed", "true");
      timer = setInterval(() => {
        index = Math.min(last, index + 1);
        choose(index);
        if (index === last) stop();
      }, 450);
    });
  }

  /** @type {import("../sections/latent_space.ts").MapData | null} */
  const map = readData("map-data");
  const plot = find("map");
  if (map && plot) {
    const points = [...plot.querySelectorAll(".point")].map((element) => ({
      element,
      x: Number(element.getAttribute("data-x")),
      y: Number(element.getAttribute("data-y")),
    }));
    const view = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (plot)).viewBox.baseVal;
    let chosen = 0;
    /** @param {number} index */
    const show = (index) => {
      const name = points[index]?.element.getAttribute("aria-label") ?? "";
      points.forEach(({ element }, i) => {
        element.setAttribute("aria-selected", String(i === index));
        element.classList.toggle(
          "kin",
          map.writers[i] !== null && map.writers[i] === map.writers[index],
        );
      });
      const picture = find("map-picture");
      const x = index % map.columns * map.width;
      const y = Math.floor(index / map.columns) * map.height;
      picture?.setAttribute("viewBox", `${x} ${y} ${map.width} ${map.height}`);
      picture?.setAttribute("aria-label", name);
      const caption = find("map-caption");
      const others = map.writers.filter((writer, i) =>
        i !== index && writer !== null && writer === map.writers[index]
      ).length;
      if (caption) {
        caption.textContent = others === 0 ? name : `${name}; ${others} more by this writer`;
      }
      plot.setAttribute("aria-activedescendant", `point-${index}`);
      chosen = index;
      remember({ point: name });
    };
    const stored = points.findIndex(({ element }) =>
      element.getAttribute("aria-label") === state.point
    );
    if (stored > 0) {
      show(stored);
    }
    const follow = (/** @type {Event} */ event) => {
      const { left, top, width } = plot.getBoundingClientRect();
      const { clientX, clientY } = /** @type {PointerEvent} */ (event);
      const scale = view.width / width;
      const [x, y] = [(clientX - left) * scale, (clientY - top) * scale];
      const distances = points.map((point) =>
        Math.hypot(point.x - x, point.y - y)
      );
      const nearest = distances.indexOf(Math.min(...distances));
      if ((distances[nearest] ?? 40) < 40 && nearest !== chosen) show(nearest);
    };
    plot.addEventListener("pointermove", follow);
    plot.addEventListener("pointerdown", follow);
    /** @type {Record<string, readonly [number, number]>} */
    const directions = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    plot.addEventListener("keydown", (event) => {
      const { key } = event;
      const from = points[chosen];
      if (key === "Home") show(0);
      else if (key === "End") show(points.length - 1);
      else if (directions[key] && from) {
        const [dx, dy] = directions[key];
        // The nearest point in that direction; one off to the side counts as farther away.
        let best = chosen;
        let least = Infinity;
        points.forEach((point, i) => {
          const [x, y] = [point.x - from.x, point.y - from.y];
          const along = x * dx + y * dy;
          if (i === chosen || along <= 0) return;
          const cost = along + 2.5 * Math.abs(x * dy - y * dx);
          if (cost < least) [least, best] = [cost, i];
        });
        show(best);
      } else return;
      event.preventDefault();
    });
  }

  for (const button of document.querySelectorAll(".copy")) {
    if (!navigator.clipboard) {
      button.remove();
      continue;
    }
    const label = button.firstChild;
    button.addEventListener("click", async () => {
      const text = find(button.getAttribute("data-for") ?? "")?.textContent ?? "";
      try {
        await navigator.clipboard.writeText(text);
        if (label) label.textContent = "Copied";
      } catch {
        if (label) label.textContent = "Not copied";
      }
      setTimeout(() => label && (label.textContent = "Copy"), 1500);
    });
  }

  for (const details of document.querySelectorAll("details")) {
    const key = `open:${details.id}`;
    if (state[key] !== undefined) details.open = state[key];
    details.addEventListener("toggle", () => remember({ [key]: details.open }));
  }
  // Paper cannot unfold anything.
  /** @type {HTMLDetailsElement[]} */
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details")].filter(({ open }) => !open);
    for (const details of unfolded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of unfolded) details.open = false;
  });

  const links = new Map(
    [...document.querySelectorAll("nav a")].map((
      link,
    ) => [link.getAttribute("href")?.slice(1), link]),
  );
  const mark = () => {
    let current;
    for (const section of document.querySelectorAll("main > section")) {
      if (section.getBoundingClientRect().top < innerHeight / 3) current = section.id;
    }
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", mark, { passive: true });
  mark();

  const seconds = Number(root.dataset.refresh);
  if (seconds > 0) {
    const written = Number(root.dataset.written);
    const isStale = Date.now() - written > 1000 * Math.max(900, 20 * seconds);
    const box = /** @type {HTMLInputElement} */ (find("refresh"));
    const text = find("refresh-text");
    const explain = () => {
      if (!text) return;
      if (isStale) text.textContent = "No news for a long time: the run may have been killed.";
      else text.textContent = box.checked ? "" : "Paused.";
    };
    box.checked = !isStale && state.paused !== true;
    box.addEventListener("change", () => {
      remember({ paused: !box.checked });
      explain();
    });
    explain();
    setInterval(() => {
      if (!box.checked || document.hidden || document.querySelector("[aria-pressed=true]")) return;
      remember({ scroll: scrollY, focus: document.activeElement?.id || null });
      location.reload();
    }, 1000 * seconds);
    if (state.scroll !== undefined) {
      scrollTo({ top: state.scroll, behavior: "instant" });
      if (state.focus) find(state.focus)?.focus({ preventScroll: true });
      remember({ scroll: undefined, focus: undefined });
    }
  }
})();
