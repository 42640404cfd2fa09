"use strict";

/** The evaluation of a model: metrics by class and worst mispredictions. */
const EvaluationView = (() => {
  const { element, significant, whole, metric, percent, metricName, color } = Format;
  const MOST_CELLS_A_SIDE = 24;
  const MOST_CONFUSIONS = 8;

  const nameOf = (evaluation, index) => (evaluation.classNames || [])[index] ?? String(index);

  const weight = value => (Number.isInteger(value) ? whole(value) : significant(value));

  function meter(share) {
    const fill = element("i");
    fill.style.width = `${100 * share}%`;
    return element("span", { class: "meter", "aria-hidden": "true" }, fill);
  }

  /** A table that sorts by a column on a click. columns: [{name, left, value(row), cell(row)}] */
  function sortable(rows, columns) {
    const body = element("tbody");
    const heads = columns.map(column => element("th", { class: column.left ? "left" : null, scope: "col" }));
    let sorted = { column: null, ascending: true };
    const fill = shown =>
      body.replaceChildren(
        ...shown.map(row => element("tr", {}, ...columns.map(column => element("td", { class: column.left ? "left name-cell" : null }, column.cell(row))))));
    columns.forEach((column, i) => {
      const button = element("button", { type: "button" }, column.name);
      heads[i].append(button);
      button.addEventListener("click", () => {
        sorted = { column, ascending: sorted.column === column ? !sorted.ascending : true };
        heads.forEach(head => head.removeAttribute("aria-sort"));
        heads[i].setAttribute("aria-sort", sorted.ascending ? "ascending" : "descending");
        const sign = sorted.ascending ? 1 : -1;
        fill([...rows].sort((a, b) => sign * (column.value(a) < column.value(b) ? -1 : column.value(a) > column.value(b) ? 1 : 0)));
      });
    });
    fill(rows);
    return element("table", { class: "full classes" }, element("thead", {}, element("tr", {}, ...heads)), body);
  }

  function classTable(evaluation) {
    const share = name => ({ name: metricName(name), value: row => row[name], cell: row => element("span", {}, percent(row[name]), meter(row[name])) });
    return sortable(evaluation.classes, [
      { name: "Class", left: true, value: row => row.class, cell: row => element("span", { title: nameOf(evaluation, row.class) }, nameOf(evaluation, row.class)) },
      { name: "Examples", value: row => row.support, cell: row => weight(row.support) },
      share("precision"), share("recall"), share("f1"),
    ]);
  }

  /**
   * Hits in blue by their share of the row, mistakes in orange by the square root of their share, so that rare ones are
   * visible.
   */
  function shade(count, row, isRight) {
    const share = row > 0 ? count / row : 0;
    return isRight ? `rgba(${color("--hit")}, ${0.08 + 0.5 * share})` : share > 0 ? `rgba(${color("--miss")}, ${Math.min(0.85, 0.1 + Math.sqrt(share))})` : "transparent";
  }

  function matrixTable(evaluation) {
    const rows = evaluation.confusionMatrix;
    const names = rows.map((row, i) => nameOf(evaluation, i));
    const head = element("tr", {}, element("td", { class: "corner" }), ...names.map(name => element("th", { scope: "col", class: "name-cell", title: name }, name)));
    const body = rows.map((row, actual) => {
      const sum = row.reduce((a, b) => a + b, 0);
      return element("tr", {}, element("th", { scope: "row", class: "name-cell", title: names[actual] }, names[actual]), ...row.map((count, predicted) => {
        const cell = element("td", { title: `${weight(count)} of ${weight(sum)} examples of ${names[actual]} predicted as ${names[predicted]}` }, count === 0 ? "" : weight(count));
        cell.style.background = shade(count, sum, actual === predicted);
        return cell;
      }));
    });
    return element("div", { class: "wide" }, element("table", { class: "matrix" }, element("thead", {}, head), element("tbody", {}, ...body)));
  }

  function matrixCanvas(evaluation) {
    const rows = evaluation.confusionMatrix;
    const side = Math.max(4, Math.floor(520 / rows.length));
    const canvas = element("canvas", { class: "matrix-canvas", width: rows.length * side, height: rows.length * side, role: "img", "aria-label": "Confusion matrix" });
    const said = element("div", { class: "muted" }, "\u00a0");
    const draw = () => {
      const context = canvas.getContext("2d");
      context.clearRect(0, 0, canvas.width, canvas.height);
      rows.forEach((row, actual) => {
        const sum = row.reduce((a, b) => a + b, 0);
        row.forEach((count, predicted) => {
          context.fillStyle = shade(count, sum, actual === predicted);
          context.fillRect(predicted * side, actual * side, side - 1, side - 1);
        });
      });
    };
    draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    canvas.addEventListener("pointermove", event => {
      const box = canvas.getBoundingClientRect();
      const predicted = Math.min(rows.length - 1, Math.floor(((event.clientX - box.left) / box.width) * rows.length));
      const actual = Math.min(rows.length - 1, Math.floor(((event.clientY - box.top) / box.height) * rows.length));
      said.textContent = `${nameOf(evaluation, actual)} predicted as ${nameOf(evaluation, predicted)}: ${weight(rows[Math.max(0, actual)][Math.max(0, predicted)])}`;
    });
    return element("div", {}, canvas, said);
  }

  function confusions(evaluation) {
    const found = [];
    evaluation.confusionMatrix.forEach((row, actual) =>
      row.forEach((count, predicted) => {
        if (actual !== predicted && count > 0) found.push({ actual, predicted, count, share: count / row.reduce((a, b) => a + b, 0) });
      }));
    found.sort((a, b) => b.count - a.count || b.share - a.share);
    if (found.length === 0) return element("p", { class: "muted" }, "No example was misclassified.");
    const rows = found.slice(0, MOST_CONFUSIONS).map(one =>
      element("tr", {},
        element("td", { class: "left name-cell" }, nameOf(evaluation, one.actual)),
        element("td", { class: "left name-cell" }, nameOf(evaluation, one.predicted)),
        element("td", {}, weight(one.count)),
        element("td", {}, percent(one.share))));
    const heads = [["Actual", "left"], ["Predicted", "left"], ["Examples", null], ["Share of class", null]];
    return element("div", { class: "wide" }, element("table", { class: "full" }, element("thead", {}, element("tr", {}, ...heads.map(([name, side]) => element("th", { scope: "col", class: side }, name)))), element("tbody", {}, ...rows)));
  }

  function pixels(text) {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0));
  }

  function picture(worst, example) {
    const { channels, height, width } = worst;
    const canvas = element("canvas", { width, height, role: "img" });
    const values = pixels(example.pixels);
    const context = canvas.getContext("2d");
    const image = context.createImageData(width, height);
    for (let i = 0; i < height * width; i++) {
      for (let c = 0; c < 3; c++) image.data[4 * i + c] = values[(channels === 3 ? c : 0) * height * width + i];
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    canvas.style.aspectRatio = `${width} / ${height}`;
    return canvas;
  }

  const isChoice = evaluation => evaluation.task !== "regression" && Array.isArray(evaluation.classes) || evaluation.task === "multiclass";

  const confidence = value => (value >= 0 && value <= 1 ? percent(value) : significant(value));

  function images(evaluation) {
    return element("ul", { class: "examples" }, ...evaluation.worst.examples.map(example => {
      const canvas = picture(evaluation.worst, example);
      const actual = nameOf(evaluation, example.target);
      const predicted = nameOf(evaluation, example.prediction);
      canvas.setAttribute("aria-label", `A ${actual} predicted as ${predicted}`);
      const said = isChoice(evaluation)
        ? element("div", { class: "said" }, "actual ", element("b", {}, actual), ", predicted ", element("b", {}, predicted), element("br"), element("span", { class: "muted" }, `${confidence(example.confidence)} confidence`))
        : element("div", { class: "said" }, `actual ${significant(example.target)}, predicted ${significant(example.prediction)}`);
      return element("li", {}, canvas, said);
    }));
  }

  function rows(evaluation) {
    const { names, columns, examples } = evaluation.worst;
    const choice = isChoice(evaluation);
    const heads = choice ? ["Actual", "Predicted", "Confidence"] : ["Actual", "Predicted", "Error"];
    const cells = example => choice
      ? [nameOf(evaluation, example.target), nameOf(evaluation, example.prediction), confidence(example.confidence)]
      : [significant(example.target), significant(example.prediction), significant(example.confidence)];
    const table = element("table", {},
      element("thead", {}, element("tr", {}, ...[...heads, ...names].map(name => element("th", { scope: "col", class: "name-cell", title: name }, name)))),
      element("tbody", {}, ...examples.map(example =>
        element("tr", {}, ...cells(example).map(text => element("td", {}, element("b", {}, text))), ...example.values.map(value => element("td", {}, significant(Format.number(value))))))));
    const more = columns > names.length ? element("p", { class: "muted" }, `The first ${names.length} of ${whole(columns)} features, unscaled.`) : null;
    return element("div", { class: "panel" }, element("div", { class: "wide" }, table), more);
  }

  /** Returns the sections; empty without an evaluation. */
  function sections(evaluation) {
    if (!evaluation) return [];
    const made = [];
    const shown = Object.entries(evaluation.metrics).filter(([name]) => name !== "errorRate");
    made.push(element("h2", { id: "evaluation" }, `Evaluation on ${whole(evaluation.examples)} ${evaluation.data} examples`));
    made.push(element("div", { class: "tiles loose" }, ...shown.map(([name, value]) =>
      element("div", { class: "panel tile" }, element("div", { class: "label" }, metricName(name)), element("div", { class: "value" }, metric(name, value))))));
    if (evaluation.classes) {
      const small = evaluation.classes.length <= MOST_CELLS_A_SIDE;
      const spaced = (...children) => element("div", { class: "panel" }, ...children);
      const pair = element("div", { class: "two" },
        spaced(element("h3", {}, "Confusion matrix", element("span", { class: "unit" }, " rows are actual, columns predicted classes")), small ? matrixTable(evaluation) : matrixCanvas(evaluation)),
        spaced(element("h3", {}, "Most frequent confusions"), confusions(evaluation)));
      const table = spaced(element("h3", {}, "Classes"), element("div", { class: small ? "wide" : "wide events" }, classTable(evaluation)));
      pair.style.marginTop = "14px";
      table.style.marginTop = "14px";
      made.push(pair, table);
    } else if (evaluation.task !== "regression") {
      made.push(element("p", { class: "muted" }, "The table by class is available for single-label classification with up to 100 classes."));
    }
    const worst = evaluation.worst;
    if (worst && worst.examples.length > 0) {
      const title = isChoice(evaluation) ? "Mistakes with the largest loss" : "Largest errors";
      made.push(element("h2", { id: "examples" }, title));
      made.push(worst.kind === "images" ? element("div", { class: "panel" }, images(evaluation)) : rows(evaluation));
    }
    return made;
  }

  return { sections };
})();
