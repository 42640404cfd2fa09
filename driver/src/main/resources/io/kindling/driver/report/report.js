"use strict";

/** Builds the page: one run, a running training, or several runs side by side. */
(() => {
  const { element, significant, whole, metric, metricName, isPercentage, percent, duration, time, isNumber, number } = Format;
  const PARTS = ["compute", "schedule", "broadcast", "serialise", "merge", "apply", "other"];
  const PART_COLORS = { schedule: "--part-1", broadcast: "--part-2", compute: "--part-3", serialise: "--part-4", merge: "--part-5", apply: "--part-6", other: "--part-7" };
  const STATUS = { stopped_early: "stopped early" };
  const RUN_COLORS = 7;
  const POLL_MILLISECONDS = 2000;
  const root = document.getElementById("report");
  const first = JSON.parse(document.getElementById("data").textContent);

  // ---- series ---------------------------------------------------------------------------------------------------------

  const batchesOf = run => {
    const epoch = run.epochs[run.epochs.length - 1];
    return epoch ? epoch.iteration / epoch.epoch : run.progress ? run.progress.batches : 1;
  };

  const epochAxis = run => run.epochs.map(line => line.epoch);

  const iterationAxis = run => {
    const batches = batchesOf(run);
    return run.iterations.iteration.map(iteration => iteration / batches);
  };

  const ofEpochs = (run, part, name) => Charts.readable(run.epochs.map(line => (line[part] && line[part][name] !== undefined ? number(line[part][name]) : null)));

  const ofIterations = (run, name) => Charts.readable(run.iterations[name].map(number));

  function metricNames(run, part) {
    const names = new Set();
    run.epochs.forEach(line => Object.keys(line[part] || {}).forEach(name => names.add(name)));
    return names;
  }

  const hasValues = values => values.some(value => value !== null);

  /** Joins curves with their own axes on a common axis; skips curves without a value. */
  function joined(curves) {
    const shown = curves.filter(curve => curve.x.length > 0 && hasValues(curve.y));
    if (shown.length === 0) return null;
    return { series: shown, data: uPlot.join(shown.map(curve => [curve.x, curve.y])) };
  }

  function pairChart(run, name) {
    const curves = joined([
      { name: "training", color: "--train", x: epochAxis(run), y: ofEpochs(run, "train", name) },
      { name: "validation", color: "--validation", x: epochAxis(run), y: ofEpochs(run, "validation", name) },
    ]);
    return curves && { key: `metric-${name}`, title: metricName(name), ...scaleOf(name), ...curves };
  }

  const scaleOf = name => (isPercentage(name) ? { format: value => metric(name, value), axis: value => `${significant(100 * value, 4)}%`, max: 1 } : { format: value => significant(value) });

  /** Returns all charts of one run that have data. */
  function chartsOf(run) {
    const charts = [];
    const add = chart => chart && charts.push({ xName: "epoch", ...chart });
    const loss = joined([
      { name: "batches", color: "--train", faint: true, dense: true, x: iterationAxis(run), y: ofIterations(run, "loss") },
      { name: "training", color: "--train", x: epochAxis(run), y: ofEpochs(run, "train", "loss") },
      { name: "validation", color: "--validation", x: epochAxis(run), y: ofEpochs(run, "validation", "loss") },
    ]);
    add(loss && { key: "loss", title: "Loss", format: value => significant(value), ...loss });
    [...new Set([...metricNames(run, "validation"), ...metricNames(run, "train")])]
      .filter(name => name !== "loss" && name !== "penalty" && name !== "errorRate")
      .forEach(name => add(pairChart(run, name)));
    const penalty = ofEpochs(run, "train", "penalty");
    if (penalty.some(value => value > 0)) {
      add({ key: "penalty", title: "Penalty", format: value => significant(value), ...joined([{ name: "regularizer", color: "--train", x: epochAxis(run), y: penalty }]) });
    }
    const single = (key, title, unit, column, format, more = {}) => {
      const curves = joined([{ name: more.name || column, color: "--train", dense: true, x: iterationAxis(run), y: ofIterations(run, column) }]);
      add(curves && { key, title, unit, format, ...curves, ...more });
    };
    single("learningRate", "Learning rate", "", "learningRate", value => significant(value, 3), { name: "rate", linear: true });
    single("gradientNorm", "Gradient norm", "before clipping", "gradientNorm", value => significant(value), { name: "norm" });
    single("examplesPerSecond", "Speed", "examples/s", "examplesPerSecond", value => whole(value), { name: "rate", fromZero: true });
    add(timeChart(run));
    return charts;
  }

  /** Stacked bars: the bar of a part is as high as the sum of it and all parts below; the tallest is drawn first. */
  function timeChart(run) {
    const lines = run.epochs.filter(line => line.iterationMilliseconds && isNumber(line.iterationMilliseconds.total));
    if (lines.length === 0) return null;
    const parts = PARTS.filter(part => lines.some(line => line.iterationMilliseconds[part] > 0));
    const values = parts.map(part => lines.map(line => line.iterationMilliseconds[part] || 0));
    const heights = parts.map((part, i) => lines.map((line, epoch) => values.slice(0, i + 1).reduce((sum, of) => sum + of[epoch], 0)));
    const x = lines.map(line => line.epoch);
    const order = parts.map((part, i) => parts.length - 1 - i);
    return {
      key: "time", title: "Time per iteration", unit: "ms", fromZero: true, format: value => `${significant(value, 3)} ms`,
      series: order.map(i => ({ name: parts[i], color: PART_COLORS[parts[i]], bar: true })),
      data: [x, ...order.map(i => heights[i])],
      values: [x, ...order.map(i => values[i])],
      legendOrder: "reverse",
    };
  }

  // ---- one run --------------------------------------------------------------------------------------------------------

  const statusName = status => STATUS[status] || status;

  function heading(run) {
    return [
      element("div", { class: "head" }, element("h1", {}, run.name), element("span", { class: `status status-${run.status}` }, statusName(run.status))),
      element("p", { class: "where" }, run.location),
    ];
  }

  /** Returns the main metric of held-out data: the first that is not a loss. */
  function mainMetric(run) {
    const summary = run.summary || {};
    for (const part of ["test", "validation"]) {
      const values = summary[part];
      const name = values && (Object.keys(values).find(key => key !== "loss" && key !== "penalty" && key !== "errorRate") || Object.keys(values)[0]);
      if (name) return { part, name, value: values[name] };
    }
    const last = run.epochs[run.epochs.length - 1];
    for (const part of ["validation", "train"]) {
      const values = (last && last[part]) || {};
      const name = Object.keys(values).find(key => key !== "loss" && key !== "penalty") || Object.keys(values)[0];
      if (name) return { part: part === "train" ? "training" : part, name, value: values[name] };
    }
    return null;
  }

  const tile = (label, value, note) => element("div", { class: "panel tile" }, element("div", { class: "label" }, label), element("div", { class: "value" }, value), note ? element("div", { class: "note" }, note) : null);

  const epochsWanted = run => (run.config && run.config.training ? run.config.training.epochs : null);

  function tiles(run) {
    const summary = run.summary || {};
    const last = run.epochs[run.epochs.length - 1];
    const made = [];
    const main = mainMetric(run);
    if (main) {
      const loss = run.summary && run.summary[main.part] ? run.summary[main.part].loss : undefined;
      made.push(tile(`${metricName(main.name)}, ${main.part}`, metric(main.name, main.value), main.name !== "loss" && loss !== undefined ? `loss ${significant(number(loss))}` : null));
    }
    const done = isNumber(summary.epochs) ? summary.epochs : last ? last.epoch : 0;
    const wanted = epochsWanted(run);
    const best = isNumber(summary.bestEpoch) && summary.bestEpoch !== done ? `best: ${summary.bestEpoch}` : null;
    made.push(tile("Epochs", wanted && wanted !== done ? `${whole(done)} of ${whole(wanted)}` : whole(done), best || (last ? `${whole(last.iteration)} iterations` : null)));
    const rate = isNumber(summary.examplesPerSecond) ? summary.examplesPerSecond : last ? number(last.examplesPerSecond) : null;
    if (rate !== null) made.push(tile("Speed", whole(rate), "examples/s"));
    if (isNumber(summary.secondsTotal)) made.push(tile("Time", duration(summary.secondsTotal), "total"));
    if (isNumber(summary.parameters)) made.push(tile("Parameters", whole(summary.parameters), null));
    const examples = summary.examples;
    if (examples && isNumber(examples.train)) {
      const held = ["validation", "test"].filter(part => isNumber(examples[part])).map(part => `${whole(examples[part])} ${part}`);
      made.push(tile("Examples", whole(examples.train), held.join(", ") || "no held-out data"));
    }
    return element("div", { class: "tiles" }, ...made);
  }

  function failure(run) {
    if (run.status !== "failed" && run.status !== "unfinished") return null;
    const failed = [...run.events].reverse().find(event => event.event === "failed");
    if (run.status === "failed" && failed) return element("p", { class: "notice" }, failed.message);
    return element("p", { class: "notice" }, "This training has not ended: it is running or was killed. Run the same command to resume from the last checkpoint.");
  }

  const HIDDEN = new Set(["train", "validation", "test", "iterationMilliseconds"]);

  function leaves(value, path, found) {
    if (value !== null && typeof value === "object") {
      Object.entries(value).forEach(([key, of]) => leaves(of, path ? `${path}.${key}` : key, found));
    } else if (value !== null && value !== undefined) {
      found.push([path, value]);
    }
    return found;
  }

  const fact = (name, value) => [element("dt", {}, name), element("dd", {}, typeof value === "number" ? (Number.isInteger(value) ? whole(value) : significant(value, 6)) : String(value))];

  function provenance(run) {
    const starts = run.events.filter(event => event.event === "started");
    const ends = run.events.filter(event => ["finished", "failed", "interrupted"].includes(event.event));
    const facts = [["folder", run.location]];
    if (starts.length > 0) facts.push([starts.length > 1 ? "first start" : "started", time(starts[0].time)]);
    if (starts.length > 1) facts.push(["last start", time(starts[starts.length - 1].time)], ["starts", starts.length]);
    if (ends.length > 0) facts.push(["ended", time(ends[ends.length - 1].time)]);
    const known = leaves(Object.fromEntries(Object.entries(run.summary || {}).filter(([key]) => !HIDDEN.has(key))), "", []);
    return element("dl", { class: "facts" }, ...[...facts, ...known].flatMap(([name, value]) => fact(name, value)));
  }

  function describe(event) {
    const { time: when, event: kind, ...rest } = event;
    if (kind === "epoch" || kind === "validation") {
      const values = Object.entries(event.metrics || {}).filter(([name]) => name !== "penalty" && name !== "errorRate");
      return `${event.epoch}: ${values.map(([name, value]) => `${metricName(name).toLowerCase()} ${metric(name, value)}`).join(", ")}`;
    }
    if (rest.message) return rest.message;
    return Object.entries(rest).map(([name, value]) => `${name} ${typeof value === "number" ? significant(value, 6) : value}`).join(", ");
  }

  function events(run) {
    const rows = [...run.events].reverse().map(event =>
      element("tr", {}, element("td", { class: "left muted" }, time(event.time)), element("td", { class: "left" }, event.event), element("td", { class: "left what" }, describe(event))));
    return element("div", { class: "events" }, element("table", {}, element("tbody", {}, ...rows)));
  }

  function details(run) {
    const panel = (title, content) => element("section", { class: "panel" }, element("h3", {}, title), content);
    const config = panel("Configuration", element("pre", { tabindex: "0" }, run.configText || ""));
    const facts = panel("Provenance", provenance(run));
    const log = run.events.length > 0 ? panel("Events", events(run)) : null;
    [config, facts, log].filter(Boolean).forEach(made => made.querySelector("h3").after(spacer()));
    return [element("h2", { id: "about" }, "About this run"), element("div", { class: "two" }, config, element("div", { class: "stack" }, facts, log ? spaced(log) : null))];
  }

  function spacer() {
    const space = element("div");
    space.style.height = "8px";
    return space;
  }

  function spaced(child) {
    child.style.marginTop = "14px";
    return child;
  }

  // ---- charts, which stay while the page is open -------------------------------------------------------------------------

  const charts = new Map();
  const chartGrid = element("div", { class: "charts" });
  const chartsEmpty = element("p", { class: "muted" }, "No iteration has finished yet.");

  function drawCharts(wanted) {
    const kept = new Set();
    wanted.forEach(chart => {
      const names = chart.series.map(series => series.name).join("\n");
      const known = charts.get(chart.key);
      if (known && known.names === names) {
        known.state.update({ data: chart.data, values: chart.values });
      } else {
        const state = Charts.create(chart);
        if (known) known.state.panel.replaceWith(state.panel);
        charts.set(chart.key, { state, names });
      }
      kept.add(chart.key);
    });
    [...charts.keys()].filter(key => !kept.has(key)).forEach(key => {
      charts.get(key).state.panel.remove();
      charts.delete(key);
    });
    const panels = wanted.map(chart => charts.get(chart.key).state.panel);
    if (panels.some((panel, i) => chartGrid.children[i] !== panel)) chartGrid.replaceChildren(...panels);
    chartsEmpty.hidden = wanted.length > 0;
  }

  /** A part of the page that is drawn again only when its data has changed. */
  function slot(make) {
    const place = element("div");
    let before = null;
    return {
      place,
      show: value => {
        const now = JSON.stringify(value);
        if (now !== before) {
          before = now;
          place.replaceChildren(...make(value).filter(Boolean));
        }
      },
    };
  }

  function onePage(run, live) {
    const top = slot(of => [...heading(of), failure(of)]);
    const numbers = slot(of => [tiles(of)]);
    const evaluation = slot(of => EvaluationView.sections(of));
    const about = slot(of => details(of));
    const progress = live ? progressPanel() : null;
    const noValidation = element("p", { class: "muted" }, "No validation data: set data.validationFraction or data.validation.");
    root.replaceChildren(...[top.place, progress && progress.panel, numbers.place, element("h2", { id: "curves" }, "Curves"), chartsEmpty, chartGrid, noValidation, evaluation.place, about.place].filter(Boolean));
    return of => {
      document.title = `${of.name} \u00b7 ${statusName(of.status)}`;
      top.show({ name: of.name, status: of.status, location: of.location, events: of.status === "failed" ? of.events : [] });
      numbers.show({ summary: of.summary, epochs: of.epochs.slice(-1), config: of.config });
      drawCharts(chartsOf(of));
      noValidation.hidden = of.epochs.length === 0 || metricNames(of, "validation").size > 0;
      evaluation.show(of.evaluation);
      about.show({ config: of.config, configText: of.configText, location: of.location, summary: of.summary, events: of.events });
      if (progress) progress.show(of);
    };
  }

  // ---- a running training ------------------------------------------------------------------------------------------------

  const token = new URLSearchParams(location.search).get("token") || "";
  const ask = (path, options = {}) => fetch(path, { cache: "no-store", ...options, headers: { "X-Kindling-Token": token } });

  function progressPanel() {
    const said = element("div", { class: "said" });
    const fill = element("div");
    const bar = element("div", { class: "bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, fill);
    const stop = element("button", { type: "button", id: "stop" }, "Stop and save");
    const cancel = element("button", { type: "button" }, "Cancel");
    cancel.hidden = true;
    const panel = element("section", { class: "panel live", id: "live", "aria-live": "polite" }, said, element("div", {}, cancel, " ", stop), bar);
    let asked = false;
    let stopped = false;

    function arm(armed) {
      asked = armed;
      cancel.hidden = !armed;
      stop.textContent = armed ? "Confirm stop" : "Stop and save";
      stop.classList.toggle("danger", armed);
    }

    cancel.addEventListener("click", () => arm(false));
    stop.addEventListener("click", async () => {
      if (!asked) {
        arm(true);
        return;
      }
      arm(false);
      stop.disabled = true;
      const answer = await ask("stop", { method: "POST" }).catch(() => null);
      stopped = answer !== null && answer.ok;
      stop.disabled = stopped;
      said.textContent = stopped ? "Stopping after this iteration; a checkpoint is written." : "The training could not be stopped; try again.";
    });
    return {
      panel,
      lost: () => {
        said.textContent = "The training no longer responds; its report is in the run folder.";
        stop.disabled = true;
      },
      show: run => {
        const progress = run.progress;
        const running = run.status === "running";
        stop.hidden = !running;
        if (!running) cancel.hidden = true;
        if (!running) {
          said.textContent = run.status === "preparing" ? "Reading and preparing the data." : `The training is ${statusName(run.status)}.`;
        } else if (!stopped) {
          said.textContent = progress
            ? `Epoch ${whole(progress.epoch)} of ${whole(progress.epochs)}, iteration ${whole(progress.batch)} of ${whole(progress.batches)}; ${duration(progress.secondsLeft)} left`
            : "The first iteration is running.";
        }
        const share = progress ? progress.iteration / progress.iterations : run.status === "completed" || run.status === "stopped_early" ? 1 : null;
        if (share !== null) {
          fill.style.width = `${100 * share}%`;
          bar.setAttribute("aria-valuenow", Math.round(100 * share));
        }
      },
    };
  }

  function follow(show, panel) {
    let misses = 0;
    const poll = async () => {
      try {
        const answer = await ask("data.json");
        if (!answer.ok) throw new Error(String(answer.status));
        misses = 0;
        const run = (await answer.json()).runs[0];
        show(run);
        if (["completed", "stopped_early", "failed", "interrupted"].includes(run.status)) return;
      } catch (error) {
        misses += 1;
        if (misses >= 3) {
          document.querySelector("#live .said").textContent = "The training no longer responds; its report is in the run folder.";
          document.getElementById("stop").disabled = true;
        }
      }
      setTimeout(poll, POLL_MILLISECONDS);
    };
    setTimeout(poll, POLL_MILLISECONDS);
  }

  // ---- several runs ---------------------------------------------------------------------------------------------------------

  /** Returns the last parts of the folders, as many as are needed to distinguish them. */
  function runNames(runs) {
    const parts = runs.map(run => run.location.split("/"));
    for (let n = 1; n < 8; n++) {
      const names = parts.map(of => of.slice(-n).join("/"));
      if (new Set(names).size === names.length) return names;
    }
    return runs.map((run, i) => `${run.name} (${i + 1})`);
  }

  const runColor = i => `--run-${(i % RUN_COLORS) + 1}`;
  const runDash = i => (i < RUN_COLORS ? undefined : [6, 4]);

  function compareCharts(runs, names) {
    const charts = [];
    const over = (key, title, unit, x, y, more = {}) => {
      const curves = joined(runs.map((run, i) => ({ name: names[i], color: runColor(i), dash: runDash(i), dense: x === iterationAxis, x: x(run), y: y(run) })));
      if (curves) charts.push({ key, title, unit, xName: "epoch", format: value => significant(value), ...curves, ...more });
    };
    const metricsOf = part => [...new Set(runs.flatMap(run => [...metricNames(run, part)]))].filter(name => name !== "penalty" && name !== "errorRate");
    metricsOf("validation").forEach(name => over(`validation-${name}`, metricName(name), "validation", epochAxis, run => ofEpochs(run, "validation", name), scaleOf(name)));
    metricsOf("train").forEach(name => over(`train-${name}`, metricName(name), "training", epochAxis, run => ofEpochs(run, "train", name), scaleOf(name)));
    over("learningRate", "Learning rate", "", iterationAxis, run => ofIterations(run, "learningRate"), { format: value => significant(value, 3), linear: true });
    over("gradientNorm", "Gradient norm", "before clipping", iterationAxis, run => ofIterations(run, "gradientNorm"));
    over("speed", "Speed", "examples/s", epochAxis, run => Charts.readable(run.epochs.map(line => number(line.examplesPerSecond))), { fromZero: true, format: whole });
    return charts;
  }

  const runLabel = (name, i) => {
    const dot = element("span", { class: "dot" });
    dot.style.background = `var(${runColor(i)})`;
    return element("span", { title: name }, dot, name);
  };

  /** Returns whether higher is better, for known metrics. */
  const better = name => (/loss|rmse|mae|errorRate/i.test(name) ? -1 : 1);

  function results(runs, names) {
    const columns = [];
    ["validation", "test"].forEach(part =>
      [...new Set(runs.flatMap(run => Object.keys((run.summary && run.summary[part]) || {})))]
        .filter(name => name !== "errorRate" && name !== "penalty")
        .forEach(name => columns.push({ head: `${metricName(name)}, ${part}`, name, value: run => number(((run.summary || {})[part] || {})[name]) })));
    const best = columns.map(column => {
      const known = runs.map(column.value).filter(value => value !== null && Number.isFinite(value));
      return known.length > 1 ? (better(column.name) > 0 ? Math.max(...known) : Math.min(...known)) : null;
    });
    const heads = ["Run", "Status", ...columns.map(column => column.head), "Epochs", "Examples/s", "Time"];
    const rows = runs.map((run, i) => {
      const summary = run.summary || {};
      return element("tr", {},
        element("td", { class: "left name-cell" }, runLabel(names[i], i)),
        element("td", { class: "left" }, statusName(run.status)),
        ...columns.map((column, c) => {
          const value = column.value(run);
          return element("td", { class: value !== null && value === best[c] ? "best" : null }, metric(column.name, value));
        }),
        element("td", {}, whole(summary.epochs ?? run.epochs.length)),
        element("td", {}, whole(summary.examplesPerSecond)),
        element("td", {}, duration(summary.secondsTotal)));
    });
    return element("div", { class: "panel wide" }, element("table", { class: "full", id: "results" },
      element("thead", {}, element("tr", {}, ...heads.map((head, i) => element("th", { scope: "col", class: i < 2 ? "left" : null }, head)))),
      element("tbody", {}, ...rows)));
  }

  const isTree = value => value !== null && typeof value === "object";

  /** Formats a value as YAML on one line. */
  function flow(value) {
    if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
    return isTree(value) ? `{${Object.entries(value).map(([key, of]) => `${key}: ${flow(of)}`).join(", ")}}` : value === undefined ? "\u2013" : String(value);
  }

  /**
   * Returns the differing values as [key, values]. Layers of different kinds are one difference, not one per setting.
   */
  function differing(values, key) {
    if (new Set(values.map(value => JSON.stringify(value))).size === 1) return [];
    const comparable = values.every(isTree)
      && (values.every(Array.isArray) || Object.keys(values[0]).some(name => values.every(value => name in value)));
    if (!comparable) return [[key, values]];
    const names = [...new Set(values.flatMap(value => Object.keys(value)))];
    return names.flatMap(name => differing(values.map(value => value[name]), key === "" ? name : `${key}.${name}`));
  }

  function differences(runs, names) {
    const rows = differing(runs.map(run => run.config || {}), "").filter(([key]) => !key.startsWith("output."));
    if (rows.length === 0) return element("p", { class: "muted" }, "The configurations are the same.");
    return element("div", { class: "panel wide" }, element("table", { class: "full", id: "differences" },
      element("thead", {}, element("tr", {}, element("th", { class: "left", scope: "col" }, "Key"), ...names.map((name, i) => element("th", { class: "left name-cell", scope: "col" }, runLabel(name, i))))),
      element("tbody", {}, ...rows.map(([key, values]) => element("tr", {}, element("td", { class: "left" }, key), ...values.map(value => element("td", { class: "left" }, flow(value))))))));
  }

  function comparePage(runs) {
    const names = runNames(runs);
    document.title = `${runs.length} runs \u00b7 Kindling`;
    root.replaceChildren(
      element("h1", {}, `${runs.length} runs compared`),
      element("h2", {}, "Results"), results(runs, names),
      element("h2", { id: "curves" }, "Curves"), chartsEmpty, chartGrid,
      element("h2", {}, "Configuration differences"), differences(runs, names));
    drawCharts(compareCharts(runs, names));
  }

  // ---- start ----------------------------------------------------------------------------------------------------------------

  if (first.runs.length === 1) {
    const show = onePage(first.runs[0], first.live === true);
    show(first.runs[0]);
    if (first.live) follow(show);
  } else {
    comparePage(first.runs);
  }
  root.dataset.ready = "true";
})();
