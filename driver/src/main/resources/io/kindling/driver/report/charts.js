"use strict";

/** Charts of curves over epochs. Hovering over one chart hovers over all; dragging zooms, a double click resets. */
const Charts = (() => {
  const { element, color, significant } = Format;
  const HEIGHT = 230;
  const FAINT = 0.5;
  const LOG_FROM = 40;
  const PARTS_OF_EPOCHS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
  const EPOCHS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7];
  const all = new Set();

  function axisNumber(value) {
    const size = Math.abs(value);
    if (size >= 1e6) return `${significant(value / 1e6, 3)}M`;
    if (size >= 1e4) return `${significant(value / 1e3, 3)}k`;
    return significant(value, 3);
  }

  const readable = values => values.map(value => (Number.isFinite(value) ? value : null));

  /** Returns the newest value up to a position; curves of epochs have no values in between. */
  function valueAt(values, index) {
    for (let i = Math.min(index, values.length - 1); i >= 0; i--) {
      if (values[i] !== null && values[i] !== undefined) return values[i];
    }
    return null;
  }

  function spread(data) {
    let min = Infinity;
    let max = 0;
    for (const values of data.slice(1)) {
      for (const value of values) {
        if (value === null || value === undefined) continue;
        if (value <= 0) return 1;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    return max / min;
  }

  /** Returns the range of a linear axis: with padding, without zero if it would flatten the curves, and never empty. */
  function linear(chart) {
    return (plot, min, max) => {
      if (min === null || max === null) return [0, 1];
      if (chart.fromZero) return [0, max > 0 ? max * 1.05 : 1];
      const room = max > min ? (max - min) * 0.06 : Math.abs(max) * 0.1 || 1;
      const low = min >= 0 ? Math.max(0, min - room) : min - room;
      const top = chart.max !== undefined && max <= chart.max ? Math.min(chart.max, max + room) : max + room;
      return [low, top > low ? top : low + 1];
    };
  }

  function logarithmic(plot, min, max) {
    if (!(min > 0)) return [0.1, 1];
    return uPlot.rangeLog(min, max > min ? max : min * 2, 10, false);
  }

  function paint(series) {
    const stroke = () => color(series.color);
    if (series.bar) {
      return { fill: stroke, stroke, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.86, 48], gap: 1 }) };
    }
    return {
      stroke,
      width: series.faint ? 1.25 : 2,
      alpha: series.faint ? FAINT : 1,
      dash: series.dash,
      spanGaps: true,
      points: {
        show: (plot, index) => {
          const known = plot.data[index].filter(value => value !== null && value !== undefined).length;
          return known === 1 || (!series.dense && known <= 40);
        },
        size: 5,
        stroke,
        fill: stroke,
        filter: (plot, index, show) =>
          show ? [...plot.data[index].keys()].filter(i => plot.data[index][i] !== null && plot.data[index][i] !== undefined) : [],
      },
    };
  }

  /**
   * Creates a panel with one chart. chart: title, unit, series [{name, color, faint, dense (no points), dash, bar}],
   * data [x, y...], format(value), xName, fromZero, linear (initial scale), max (upper bound), values: legend values
   * that differ from the data (of stacked bars)
   */
  function create(chart) {
    const legend = element("ul", { class: "legend" });
    const at = element("span", { class: "at" });
    const toggle = element("button", { type: "button", title: "Logarithmic scale" }, "log");
    const head = element(
      "div",
      { class: "chart-head" },
      element("h3", {}, chart.title, chart.unit ? element("span", { class: "unit" }, ` ${chart.unit}`) : null),
      element("span", {}, at, toggle));
    const place = element("div", { class: "plot" });
    const panel = element("section", { class: "panel chart", "aria-label": chart.title }, head, legend, place);
    const state = { chart, panel, plot: null, log: null };

    const outputs = chart.series.map(series => {
      const value = element("b");
      const swatch = element("span", { class: series.bar ? "swatch box" : "swatch" });
      swatch.style.background = `var(${series.color})`;
      if (series.faint) swatch.style.opacity = FAINT;
      const item = element("li", {}, swatch, element("span", { class: "name", title: series.name }, series.name), value);
      legend.append(item);
      return value;
    });

    function show(index) {
      const shown = state.chart.values || state.chart.data;
      const last = state.chart.data[0].length - 1;
      const position = index === null || index === undefined ? last : index;
      outputs.forEach((output, i) => {
        output.textContent = state.chart.format(valueAt(shown[i + 1], position));
      });
      const x = state.chart.data[0][position];
      at.textContent = index === null || index === undefined || x === undefined ? "" : `${state.chart.xName} ${significant(x, 4)}`;
    }

    function build() {
      if (state.plot) state.plot.destroy();
      if (state.log === null) state.log = !chart.linear && !chart.fromZero && chart.max === undefined && spread(state.chart.data) > LOG_FROM;
      toggle.setAttribute("aria-pressed", state.log);
      toggle.hidden = chart.fromZero || chart.max !== undefined || spread(state.chart.data) === 1;
      const axis = { stroke: () => color("--muted"), font: "12px system-ui, sans-serif", ticks: { show: false } };
      const grid = { stroke: () => color("--grid"), width: 1 };
      state.plot = new uPlot(
        {
          width: place.clientWidth || 400,
          height: HEIGHT,
          padding: [8, 12, 0, 0],
          legend: { show: false },
          cursor: {
            sync: { key: "kindling", scales: ["x", null] },
            points: { size: 7 },
            drag: { x: true, y: false },
            y: false,
          },
          scales: {
            x: { time: false, range: plot => [0, (plot.data[0][plot.data[0].length - 1] || 1) + (chart.series[0].bar ? 0.5 : 0)] },
            y: state.log ? { distr: 3, range: logarithmic } : { range: linear(chart) },
          },
          axes: [
            { ...axis, grid: { show: false }, size: 24, gap: 4, label: chart.xName, labelSize: 18, labelGap: -2, labelFont: "12px system-ui, sans-serif",
              space: 50, incrs: chart.series.some(series => series.dense) ? [...PARTS_OF_EPOCHS, ...EPOCHS] : EPOCHS,
              values: (plot, ticks) => ticks.map(tick => axisNumber(tick)) },
            { ...axis, grid, size: 54, gap: 6, space: 34, values: (plot, ticks) => ticks.map(tick => (tick === null ? "" : chart.axis ? chart.axis(tick) : axisNumber(tick))) },
          ],
          series: [{}, ...chart.series.map(paint)],
          hooks: { setCursor: [plot => show(plot.cursor.idx)] },
        },
        state.chart.data,
        place);
      show(null);
    }

    toggle.addEventListener("click", () => {
      state.log = !state.log;
      build();
    });
    new ResizeObserver(() => {
      if (!state.plot) build();
      else if (place.clientWidth !== state.plot.width && place.clientWidth > 0) state.plot.setSize({ width: place.clientWidth, height: HEIGHT });
    }).observe(place);

    state.update = next => {
      state.chart = { ...chart, ...next };
      if (state.plot) {
        state.plot.setData(next.data);
        show(null);
      }
    };
    all.add(state);
    return state;
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => all.forEach(state => state.plot && state.plot.redraw(false)));

  return { create, readable };
})();
