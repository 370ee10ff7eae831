// Elements are made here and nowhere else. Text is always text: nothing from the service is ever read as HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes (`on…` are listeners, `class`, `hidden`, …) and children (nodes, text, null, arrays). */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same in SVG. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces what is in an element; where the focus was it stays, if something of the same data-key is there again. */
export function put(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.replaceChildren();
  append(element, children);
  if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({preventScroll: true});
  return element;
}

let counter = 0;

/** An id that nothing else has. */
export function fresh(prefix) {
  return `${prefix}-${++counter}`;
}

/** A table: columns are {title, number?, minor? (not on a phone), cell(row)}; a caption is read out, and shown if `visible`. */
export function table(caption, columns, rows, {visible = false, key} = {}) {
  const kind = column => [column.number ? 'number' : '', column.minor ? 'minor' : ''].join(' ').trim() || null;
  const head = h('tr', {}, columns.map(column => h('th', {scope: 'col', class: kind(column)}, column.title)));
  const body = rows.map(row => h('tr', {'data-row': key ? key(row) : null}, columns.map((column, at) => {
    const inner = column.cell(row);
    return h(at === 0 ? 'th' : 'td',
      {scope: at === 0 ? 'row' : null, class: kind(column)}, inner ?? '–');
  })));
  return h('div', {class: 'scroll'},
    h('table', {}, h('caption', {class: visible ? null : 'sr'}, caption), h('thead', {}, head), h('tbody', {}, body)));
}

/** A labelled field. */
export function field(label, control, hint) {
  const id = control.id || (control.id = fresh('field'));
  const hintId = hint ? `${id}-hint` : null;
  if (hintId) control.setAttribute('aria-describedby', hintId);
  return h('div', {class: 'field'}, h('label', {for: id}, label), control,
    hint ? h('p', {class: 'hint', id: hintId}, hint) : null);
}

/** A part of a page with a heading. */
export function card(title, ...children) {
  const id = fresh('card');
  return h('section', {class: 'card', 'aria-labelledby': id}, h('h2', {id}, title), ...children);
}

export function badge(status) {
  return h('span', {class: `badge ${String(status).replace(/[^a-z-]/g, '')}`}, String(status).replace('-', ' '));
}

/** What is shown where there is nothing yet: what it means, and what to do next. */
export function empty(title, ...children) {
  return h('div', {class: 'empty'}, h('p', {class: 'empty-title'}, title), ...children);
}

/** An error of the service: its words, and all problems it names. */
export function problem(error) {
  const list = error.problems ?? [];
  return h('div', {class: 'problem', role: 'alert'},
    h('p', {}, list.length > 1 ? `${list.length} things are wrong:` : list.length ? 'This is wrong:' : error.message),
    list.length ? h('ul', {}, list.map(one => h('li', {}, one))) : null);
}
