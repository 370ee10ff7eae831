// Charts as inline SVG, drawn at the width they have, each with a table of its numbers.

import {fresh, h, put, s, table} from './dom.js';

const HEIGHT = 220;
const EDGE = {top: 12, right: 14, bottom: 34, left: 54};

/** Round steps for an axis. */
export function ticks(low, high, about) {
  const span = high - low || 1;
  const raw = span / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (power >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10]).map(each => each * power).find(each => each >= raw * 0.999);
  const all = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-6; at += step) all.push(Number(at.toPrecision(12)));
  return all;
}

function frame(title, series, note) {
  const holder = h('div', {class: 'plot'});
  const readout = h('p', {class: 'readout', 'aria-hidden': 'true'});
  const legend = series.length > 1
    ? h('ul', {class: 'legend'}, series.map((each, at) =>
      h('li', {}, s('svg', {class: `key c${at % 8}`, width: 18, height: 10, 'aria-hidden': 'true'},
        s('line', {x1: 1, y1: 5, x2: 17, y2: 5})), each.name)))
    : null;
  const numbers = h('details', {class: 'numbers'});
  const figure = h('figure', {class: 'chart'},
    h('figcaption', {}, title, note ? ` · ${note}` : null), legend, holder, readout, numbers);
  return {figure, holder, readout, numbers};
}

// Which tables are open, so that they stay so when news has a chart drawn again.
const opened = new Set();

function fillNumbers(numbers, title, columns, rows) {
  let filled = false;
  const fillNow = () => {
    if (!filled && numbers.open) {
      filled = true;
      numbers.append(table(title, columns, rows.length > 400 ? rows.slice(-400) : rows));
    }
  };
  numbers.addEventListener('toggle', () => {
    if (numbers.open) opened.add(title);
    else opened.delete(title);
    fillNow();
  });
  put(numbers, h('summary', {'data-key': `numbers ${title}`}, 'Numbers', h('span', {class: 'sr'}, ` of ${title}`)));
  numbers.open = opened.has(title);
  fillNow();
}

function drawn(holder, draw) {
  let width = 0;
  const observer = new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (now > 0 && now !== width) {
      width = now;
      put(holder, draw(width));
    }
  });
  observer.observe(holder);
}

function axes(width, x, y) {
  const inner = {left: EDGE.left, right: width - EDGE.right, top: EDGE.top, bottom: HEIGHT - EDGE.bottom};
  const px = value => inner.left + (value - x.low) / (x.high - x.low || 1) * (inner.right - inner.left);
  const py = value => inner.bottom - (value - y.low) / (y.high - y.low || 1) * (inner.bottom - inner.top);
  const grid = y.ticks.map(at => s('g', {class: 'tick'},
    s('line', {x1: inner.left, x2: inner.right, y1: py(at), y2: py(at)}),
    s('text', {x: inner.left - 8, y: py(at) + 4, 'text-anchor': 'end'}, y.format(at))));
  const below = ticks(x.low, x.high, Math.max(2, Math.floor(width / 110))).filter(at => !x.whole || Number.isInteger(at));
  const feet = below.map(at => s('text', {class: 'foot', x: px(at), y: inner.bottom + 16, 'text-anchor': 'middle'}, x.format(at)));
  const title = s('text', {class: 'axis', x: inner.right, y: HEIGHT - 3, 'text-anchor': 'end'}, x.title);
  return {inner, px, py, parts: [grid, feet, title]};
}

/**
 * Lines.
 *
 * @param series [{name, points: [[x, y], …]}]
 * @param x {title, format, whole?}
 * @param y {title, format, low?, high?}
 */
export function lines({title, note, series, x, y, steps = false}) {
  const shown = series.filter(each => each.points.length);
  const {figure, holder, readout, numbers} = frame(title, series, note);
  const all = shown.flatMap(each => each.points);
  const xs = [...new Set(all.map(point => point[0]))].sort((a, b) => a - b);
  const maps = series.map(each => new Map(each.points));
  const xRange = range(all.map(point => point[0]), {}, false);
  const yRange = range(all.map(point => point[1]), y, true);
  fillNumbers(numbers, title,
    [{title: x.title, number: true, cell: at => x.format(at)}, ...series.map((each, at) =>
      ({title: each.name, number: true, cell: row => maps[at].has(row) ? y.format(maps[at].get(row), true) : null}))], xs);

  drawn(holder, width => {
    const {inner, px, py, parts} = axes(width, {...x, ...xRange}, {...y, ...yRange});
    const cross = s('line', {class: 'cross', y1: inner.top, y2: inner.bottom, visibility: 'hidden'});
    const svg = s('svg', {width, height: HEIGHT, role: 'img', 'aria-label': description(title, series, y)}, parts,
      series.map((each, at) => [
        s('path', {class: `line c${at % 8}`, d: path(each.points, px, py, steps)}),
        each.points.length <= 40
          ? each.points.map(([a, b]) => s('circle', {class: `dot c${at % 8}`, cx: px(a), cy: py(b), r: 2.6})) : null,
      ]), cross);
    svg.addEventListener('pointermove', event => {
      const at = nearest(xs, xRange.low + (event.offsetX - inner.left) / (inner.right - inner.left) * (xRange.high - xRange.low));
      cross.setAttribute('x1', px(at));
      cross.setAttribute('x2', px(at));
      cross.setAttribute('visibility', 'visible');
      readout.textContent = `${x.title} ${x.format(at)}: ` + series.map((each, k) =>
        maps[k].has(at) ? (series.length > 1 ? `${each.name} ` : '') + y.format(maps[k].get(at), true) : null)
        .filter(Boolean).join(' · ');
    });
    svg.addEventListener('pointerleave', () => {
      cross.setAttribute('visibility', 'hidden');
      readout.textContent = '';
    });
    return svg;
  });
  return figure;
}

function description(title, series, y) {
  const last = series.map(each => each.points.length ? `${each.name} ${y.format(each.points.at(-1)[1], true)}` : null);
  return `${title}. Latest: ${last.filter(Boolean).join(', ')}. All numbers are in the table below.`;
}

function nearest(xs, wanted) {
  return xs.reduce((best, each) => Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best, xs[0]);
}

function path(points, px, py, steps) {
  return points.map(([a, b], at) => at === 0 ? `M${px(a)} ${py(b)}`
    : steps ? `H${px(a)}V${py(b)}` : `L${px(a)} ${py(b)}`).join('');
}

function range(values, {low, high}, withTicks) {
  let least = low ?? Math.min(...values);
  let most = high ?? Math.max(...values);
  if (least === most) {
    most += Math.abs(most) || 1;
  }
  if (!withTicks) return {low: least, high: most};
  const steps = ticks(least, most, 5);
  const step = steps.length > 1 ? steps[1] - steps[0] : 1;
  if (low === undefined && steps[0] > least) least = Math.max(least > 0 ? 0 : -Infinity, steps[0] - step);
  if (high === undefined && steps.at(-1) < most) most = steps.at(-1) + step;
  return {low: least, high: most, ticks: ticks(least, most, 5)};
}

/**
 * Stacked bars, one of each row.
 *
 * @param rows [{x, values: [number, …]}], in the order of names
 */
export function bars({title, note, names, rows, x, y}) {
  const series = names.map((name, at) => ({name, points: rows.map(row => [row.x, row.values[at]])}));
  const {figure, holder, readout, numbers} = frame(title, series, note);
  const sums = rows.map(row => row.values.reduce((sum, each) => sum + each, 0));
  const yRange = range([0, ...sums], {low: 0}, true);
  fillNumbers(numbers, title, [{title: x.title, number: true, cell: row => x.format(row.x)}, ...names.map((name, at) =>
    ({title: name, number: true, cell: row => y.format(row.values[at], true)}))], rows);
  const low = Math.min(...rows.map(row => row.x)) - 0.5;
  const high = Math.max(...rows.map(row => row.x)) + 0.5;

  drawn(holder, width => {
    const {inner, px, py, parts} = axes(width, {...x, low, high}, {...y, ...yRange});
    const wide = Math.max(1, Math.min(28, (px(low + 1) - px(low)) * 0.72));
    const svg = s('svg', {width, height: HEIGHT, role: 'img', 'aria-label': description(title, series, y)}, parts,
      rows.map(row => {
        let from = 0;
        return row.values.map((value, at) => {
          const top = py(from + value);
          const height = Math.max(0, py(from) - top);
          from += value;
          return s('rect', {class: `bar c${at % 8}`, x: px(row.x) - wide / 2, y: top, width: wide, height});
        });
      }));
    svg.addEventListener('pointermove', event => {
      const at = nearest(rows.map(row => row.x), low + (event.offsetX - inner.left) / (inner.right - inner.left) * (high - low));
      const row = rows.find(each => each.x === at);
      readout.textContent = `${x.title} ${x.format(at)}: `
        + names.map((name, k) => (names.length > 1 ? `${name} ` : '') + y.format(row.values[k], true)).join(' · ');
    });
    svg.addEventListener('pointerleave', () => {
      readout.textContent = '';
    });
    return svg;
  });
  return figure;
}

/** How much of something is done, as a bar with words. */
export function progress(label, value, most) {
  const id = fresh('progress');
  return h('span', {class: 'progress'},
    h('progress', {id, value: Math.min(value, most), max: most || 1, 'aria-label': label}), h('span', {class: 'progress-text'},
      `${value} of ${most}`));
}
