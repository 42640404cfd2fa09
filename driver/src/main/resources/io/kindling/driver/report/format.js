"use strict";

/** Formats numbers and names, and creates elements. */
const Format = (() => {
  const PERCENTAGES = /^(accuracy|binaryAccuracy|topK.*Accuracy|top\d.*|precision|recall|f1|errorRate)$/i;
  const NAMES = {
    loss: "Loss", accuracy: "Accuracy", binaryAccuracy: "Binary accuracy", precision: "Precision", recall: "Recall", f1: "F1",
    auc: "Area under ROC", logLoss: "Log loss", rmse: "RMSE", mae: "MAE", r2: "R\u00b2", errorRate: "Error rate", penalty: "Penalty",
  };

  /** Reads a number of a JSON document; NaN and infinities are strings. */
  const number = value => (value === null || value === undefined ? null : Number(value));

  const isNumber = value => value !== null && value !== undefined && Number.isFinite(Number(value));

  /** Formats four significant digits with thousands separators, and powers of ten outside 0.001 to ten million. */
  function significant(value, digits = 4) {
    if (value === null || value === undefined) return "\u2013";
    if (!Number.isFinite(value)) return String(value).replace("Infinity", "\u221e");
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (size < 1e-3 || size >= 1e7) {
      const [mantissa, exponent] = value.toExponential(Math.min(2, digits - 1)).split("e");
      return `${mantissa.replace(/\.?0+$/, "")}e${Number(exponent)}`;
    }
    const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    return value.toLocaleString("en", { maximumFractionDigits: decimals, minimumFractionDigits: 0 });
  }

  const whole = value => (isNumber(value) ? Math.round(Number(value)).toLocaleString("en") : "\u2013");

  const isPercentage = name => PERCENTAGES.test(name);

  /** Formats the value of a metric by its name. */
  function metric(name, value) {
    const known = number(value);
    if (known === null) return "\u2013";
    return isPercentage(name) && Number.isFinite(known) ? percent(known) : significant(known);
  }

  const percent = value => `${(100 * value).toFixed(2)}\u2009%`;

  const metricName = name => NAMES[name] || name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/^./, first => first.toUpperCase());

  /** Formats a duration: 0.4 s, 45 s, 3 min 20 s, 2 h 5 min. */
  function duration(seconds) {
    if (!isNumber(seconds)) return "\u2013";
    if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
    const all = Math.round(seconds);
    if (all < 60) return `${all} s`;
    if (all < 3600) return `${Math.floor(all / 60)} min ${all % 60} s`;
    return `${Math.floor(all / 3600).toLocaleString("en")} h ${Math.floor((all % 3600) / 60)} min`;
  }

  const time = text => String(text || "").replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");

  /** Creates an element with attributes and children; strings become text nodes only. */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  }

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  return { number, isNumber, significant, whole, metric, percent, isPercentage, metricName, duration, time, element, color };
})();
